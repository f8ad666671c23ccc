#include "CSEP.h"

#include <pthread.h>

static pthread_mutex_t one_at_a_time = PTHREAD_MUTEX_INITIALIZER;

/* Of libsep's statuses, which its header does not name. */
enum { out_of_memory = 1, pixel_stack_full = 2, too_many_overlapping = 7 };

static const int most_overlapping = 1 << 16;

typedef struct {
  const sep_image *image;
  float threshold;
  int minimum_area;
  const float *kernel;
  int kernel_width, kernel_height, deblend_levels;
  double deblend_contrast;
  int cleans;
  double cleaning;
  sep_catalog *catalog;
  int status;
} call;

static void *run(void *argument) {
  call *c = argument;
  sep_image image = *c->image;
  image.noise = NULL;
  image.noise_type = SEP_NOISE_NONE;
  c->catalog = NULL;
  c->status = sep_extract(&image, c->threshold, SEP_THRESH_ABS, c->minimum_area, c->kernel,
                          c->kernel_width, c->kernel_height, SEP_FILTER_CONV, c->deblend_levels,
                          c->deblend_contrast, c->cleans, c->cleaning, &c->catalog);
  return NULL;
}

int csep_extract(const sep_image *image, float threshold, int minimum_area, const float *kernel,
                 int kernel_width, int kernel_height, int deblend_levels, double deblend_contrast,
                 int cleans, double cleaning, sep_catalog **catalog) {
  call c = {image, threshold, minimum_area, kernel, kernel_width, kernel_height, deblend_levels,
            deblend_contrast, cleans, cleaning, NULL, out_of_memory};
  size_t pixels = 300000, most_pixels = (size_t)image->w * (size_t)image->h;
  int overlapping = 1024;
  pthread_mutex_lock(&one_at_a_time);
  for (;;) {
    sep_set_extract_pixstack(pixels);
    sep_set_sub_object_limit(overlapping);
    pthread_t thread;
    if (pthread_create(&thread, NULL, run, &c)) { c.status = out_of_memory; break; }
    pthread_join(thread, NULL);
    if (c.status == pixel_stack_full && pixels < most_pixels) pixels *= 4;
    else if (c.status == too_many_overlapping && overlapping < most_overlapping) overlapping *= 4;
    else break;
  }
  pthread_mutex_unlock(&one_at_a_time);
  *catalog = c.catalog;
  return c.status;
}
