#include "CWCS.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wcslib/wcslib.h>

enum { block = 512 };

struct cwcs_sky {
  struct wcsprm wcs;
  double intermediate[2 * block], native_longitude[block], native_latitude[block];
  double given[2 * block], found[2 * block];
  int status[block];
};

/* wcslib keeps messages only where asked to, by a flag of the whole program. */
__attribute__((constructor)) static void keep_messages(void) { wcserr_enable(1); }

static void describe(char *message, int status, const struct wcserr *error) {
  const char *text = error && error->msg[0] ? error->msg
      : status > 0 && status <= 13 ? wcs_errmsg[status] : "it cannot be understood";
  snprintf(message, CWCS_MESSAGE_LENGTH, "%s", text);
  for (char *end = message; *end; end++) if (*end == '\n') *end = ' ';
}

static void tell(struct wcsprm *wcs, cwcs_facts *facts) {
  memset(facts, 0, sizeof *facts);
  facts->longitude_axis = wcs->lng;
  snprintf(facts->longitude_type, sizeof facts->longitude_type, "%s", wcs->lngtyp);
  snprintf(facts->projection, sizeof facts->projection, "%s", wcs->cel.prj.code);
  snprintf(facts->reference_system, sizeof facts->reference_system, "%s", wcs->radesys);
  facts->equinox = wcs->equinox == UNDEFINED ? NAN : wcs->equinox;
  facts->reference_pixel[0] = wcs->crpix[0];
  facts->reference_pixel[1] = wcs->crpix[1];
}

/* Takes the two celestial axes out of all. */
static int take(struct wcsprm *whole, cwcs_sky *sky, char *message) {
  int axes[2] = {WCSSUB_CELESTIAL, 0};
  int count = 1;
  int status = wcssub(1, whole, &count, axes, &sky->wcs);
  if (status == 13) return cwcs_other_axes;
  if (status == 0 && count == 0) return cwcs_no_sky;
  if (status == 0 && count == 2) {
    if (axes[0] != 1 || axes[1] != 2) return cwcs_other_axes;
    status = wcsset(&sky->wcs);
    if (status == 0 && sky->wcs.lng >= 0 && sky->wcs.lat >= 0) return cwcs_fine;
  }
  if (status == 0) {
    snprintf(message, CWCS_MESSAGE_LENGTH, "it names one celestial axis, not two");
  } else {
    describe(message, status, sky->wcs.err ? sky->wcs.err : whole->err);
  }
  return cwcs_refused;
}

int cwcs_open(const char *records, int count, cwcs_sky **sky, cwcs_facts *facts, char *message) {
  int rejected = 0, systems = 0;
  struct wcsprm *all = NULL;
  message[0] = 0;
  char *text = malloc((size_t)count * 80 + 1);
  if (!text) { describe(message, 2, NULL); return cwcs_refused; }
  memcpy(text, records, (size_t)count * 80);
  text[(size_t)count * 80] = 0;
  int status = wcspih(text, count, WCSHDR_all, 0, &rejected, &systems, &all);
  free(text);
  if (status) { describe(message, status == 1 ? 1 : 2, NULL); return cwcs_refused; }
  if (systems == 0) { wcsvfree(&systems, &all); return cwcs_no_sky; }
  int fixes[NWCSFIX];
  wcsfix(7, NULL, all, fixes);
  cwcs_sky *taken = calloc(1, sizeof *taken);
  int outcome = cwcs_refused;
  if (taken) {
    taken->wcs.flag = -1;
    outcome = take(all, taken, message);
    if (outcome == cwcs_fine) { tell(&taken->wcs, facts); *sky = taken; }
    else cwcs_close(taken);
  }
  wcsvfree(&systems, &all);
  return outcome;
}

void cwcs_close(cwcs_sky *sky) {
  if (!sky) return;
  wcsfree(&sky->wcs);
  free(sky);
}

/* Every pair of the block that failed becomes NaN; where nothing could be done, all do. */
static void settle(cwcs_sky *sky, size_t count, int failure, int partial, double *pairs) {
  for (size_t i = 0; i < count; i++) {
    int bad = failure && (failure != partial || sky->status[i]);
    if (bad || !isfinite(sky->found[2 * i]) || !isfinite(sky->found[2 * i + 1])) {
      pairs[2 * i] = pairs[2 * i + 1] = NAN;
    } else {
      pairs[2 * i] = sky->found[2 * i];
      pairs[2 * i + 1] = sky->found[2 * i + 1];
    }
  }
}

void cwcs_angles(cwcs_sky *sky, size_t count, const double *pixels, double *angles) {
  for (size_t start = 0; start < count; start += block) {
    size_t part = count - start < block ? count - start : block;
    memcpy(sky->given, pixels + 2 * start, part * 2 * sizeof(double));
    int failure = wcsp2s(&sky->wcs, (int)part, 2, sky->given, sky->intermediate,
                         sky->native_longitude, sky->native_latitude, sky->found, sky->status);
    if (sky->wcs.lng == 1)
      for (size_t i = 0; i < part; i++) {
        double latitude = sky->found[2 * i];
        sky->found[2 * i] = sky->found[2 * i + 1];
        sky->found[2 * i + 1] = latitude;
      }
    settle(sky, part, failure, 8, angles + 2 * start);
  }
}

void cwcs_pixels(cwcs_sky *sky, size_t count, const double *angles, double *pixels) {
  for (size_t start = 0; start < count; start += block) {
    size_t part = count - start < block ? count - start : block;
    for (size_t i = 0; i < part; i++) {
      sky->given[2 * i + sky->wcs.lng] = angles[2 * (start + i)];
      sky->given[2 * i + sky->wcs.lat] = angles[2 * (start + i) + 1];
    }
    int failure = wcss2p(&sky->wcs, (int)part, 2, sky->given, sky->native_longitude,
                         sky->native_latitude, sky->intermediate, sky->found, sky->status);
    settle(sky, part, failure, 9, pixels + 2 * start);
  }
}

const char *cwcs_version(void) { return wcslib_version(NULL); }
