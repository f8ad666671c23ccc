#include <erfa.h>
#include <erfaextra.h>
#include <erfam.h>

// ERFA's matrices and vectors as values, which Swift may hold and pass without pointers. Angles
// are in radians.
typedef struct { double x, y, z; } cerfa_vector;
typedef struct { double rows[3][3]; } cerfa_matrix;

static inline cerfa_vector cerfa_direction(double longitude, double latitude) {
  double p[3];
  eraS2c(longitude, latitude, p);
  return (cerfa_vector){p[0], p[1], p[2]};
}

static inline void cerfa_angles(cerfa_vector v, double *longitude, double *latitude) {
  double p[3] = {v.x, v.y, v.z};
  eraC2s(p, longitude, latitude);
}

static inline cerfa_vector cerfa_turned(cerfa_matrix m, cerfa_vector v) {
  double p[3] = {v.x, v.y, v.z}, q[3];
  eraRxp(m.rows, p, q);
  return (cerfa_vector){q[0], q[1], q[2]};
}

static inline cerfa_matrix cerfa_product(cerfa_matrix a, cerfa_matrix b) {
  cerfa_matrix m;
  eraRxr(a.rows, b.rows, m.rows);
  return m;
}

static inline cerfa_matrix cerfa_transpose(cerfa_matrix a) {
  cerfa_matrix m;
  eraTr(a.rows, m.rows);
  return m;
}

// The axes turned about y, or about z.
static inline cerfa_matrix cerfa_about_y(double angle) {
  cerfa_matrix m;
  eraIr(m.rows);
  eraRy(angle, m.rows);
  return m;
}

static inline cerfa_matrix cerfa_about_z(double angle) {
  cerfa_matrix m;
  eraIr(m.rows);
  eraRz(angle, m.rows);
  return m;
}

// From the FK5 of J2000 to the Hipparcos frame, which is the ICRS.
static inline cerfa_matrix cerfa_fk5_to_icrs(void) {
  cerfa_matrix m;
  double spin[3];
  eraFk5hip(m.rows, spin);
  return m;
}

// From the mean equator and equinox of J2000 to those of a Julian year, by the IAU 2006.
static inline cerfa_matrix cerfa_precession(double year) {
  double whole, part, bias[3][3], both[3][3];
  cerfa_matrix m;
  eraEpj2jd(year, &whole, &part);
  eraBp06(whole, part, bias, m.rows, both);
  return m;
}

// From the ICRS to the mean ecliptic and equinox of J2000, by the IAU 2006.
static inline cerfa_matrix cerfa_icrs_to_ecliptic(void) {
  cerfa_matrix m;
  eraEcm06(ERFA_DJ00, 0, m.rows);
  return m;
}

// The date of a Besselian year, in days from J2000.
static inline double cerfa_besselian_date(double year) {
  double whole, part;
  eraEpb2jd(year, &whole, &part);
  return (whole - ERFA_DJ00) + part;
}

// The obliquity of the IAU 1980, in radians; days from J2000.
static inline double cerfa_obliquity(double date) { return eraObl80(ERFA_DJ00, date); }
