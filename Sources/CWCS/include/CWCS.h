#ifndef CWCS_H
#define CWCS_H

#include <stddef.h>

/* Two axes of an image on the sky, as wcslib knows them. One thread at a time may use it. */
typedef struct cwcs_sky cwcs_sky;

#define CWCS_MESSAGE_LENGTH 256

typedef struct {
  /* 0 where the first pixel axis is the longitude's, 1 where the second is. */
  int longitude_axis;
  /* "RA", "GLON", "ELON", ...; "TAN", "SIN", ... */
  char longitude_type[8];
  char projection[4];
  /* "ICRS", "FK5", ..., with the standard's rules where the header is silent; else empty. */
  char reference_system[80];
  /* Years; NaN where the header names none. */
  double equinox;
  /* The reference pixel, counted from 1. */
  double reference_pixel[2];
} cwcs_facts;

enum {
  cwcs_fine = 0,
  cwcs_no_sky = 1,      /* no pair of celestial axes */
  cwcs_other_axes = 2,  /* the celestial axes are not the first two, or hang on others */
  cwcs_refused = 3      /* see the message */
};

/* Reads `count` records of 80 bytes. The message ends in NUL, cut to CWCS_MESSAGE_LENGTH. */
int cwcs_open(const char *records, int count, cwcs_sky **sky, cwcs_facts *facts, char *message);
void cwcs_close(cwcs_sky *sky);

/* Pixels as pairs counted from 1, angles as pairs (longitude, latitude) in degrees. Where one has
   no counterpart, the result is NaN. */
void cwcs_angles(cwcs_sky *sky, size_t count, const double *pixels, double *angles);
void cwcs_pixels(cwcs_sky *sky, size_t count, const double *angles, double *pixels);

/* The library's version. */
const char *cwcs_version(void);

#endif
