#include "vector_math.h"

// Channels whose sums are held at once: whole groups, or a part of one large group.
enum { PANEL = 256 };

// An image and how its channels are grouped.
struct image {
  size_t pixels, channels;
  // Channels of a group.
  size_t size;
  float epsilon;
};

// Some whole groups, at most PANEL channels of them or one group of any size.
struct panel {
  // The first channel; the number of channels.
  size_t channel, channels;
  // By group: mean, 1 / sqrt(variance + epsilon).
  float mean[PANEL], inverse[PANEL];
};

// Adds to the sum of each group its share of column sums.
INLINE void gather(const struct image *image, size_t offset, size_t count, const float *column,
                   float *total) {
  for (size_t i = 0; i < count; i++) total[(offset + i) / image->size] += column[i];
}

// Spreads a number per group to its channels.
INLINE void spread(const struct image *image, size_t offset, size_t count, const float *total,
                   float *column) {
  for (size_t i = 0; i < count; i++) column[i] = total[(offset + i) / image->size];
}

// Goes through a panel's channels by PANEL at a time: COUNT channels from OFFSET in the panel,
// CHANNEL in the image.
#define FOR_EACH_PART(PART_OF, OFFSET, COUNT, CHANNEL)                                          \
  for (size_t OFFSET = 0, COUNT, CHANNEL;                                                       \
       OFFSET < (PART_OF)->channels &&                                                          \
       (COUNT = (PART_OF)->channels - OFFSET < PANEL ? (PART_OF)->channels - OFFSET : PANEL,    \
       CHANNEL = (PART_OF)->channel + OFFSET, 1);                                               \
       OFFSET += COUNT)

// Pixels summed before their sum joins the total, which keeps long sums accurate.
enum { RUN = 64 };

// column = sum over the pixels of TERM, an expression in `from`, a number's place, and i.
#define SUM_COLUMNS(IMAGE, CHANNEL, COUNT, COLUMN, TERM)                                      \
  {                                                                                             \
    float part[PANEL];                                                                          \
    for (size_t i = 0; i < COUNT; i++) COLUMN[i] = 0;                                           \
    for (size_t start = 0; start < (IMAGE)->pixels; start += RUN) {                           \
      size_t end = start + RUN < (IMAGE)->pixels ? start + RUN : (IMAGE)->pixels;           \
      for (size_t i = 0; i < COUNT; i++) part[i] = 0;                                           \
      for (size_t pixel = start; pixel < end; pixel++) {                                        \
        size_t from = pixel * (IMAGE)->channels + CHANNEL;                                    \
        INDEPENDENT for (size_t i = 0; i < COUNT; i++) part[i] += TERM;                         \
      }                                                                                         \
      for (size_t i = 0; i < COUNT; i++) COLUMN[i] += part[i];                                  \
    }                                                                                           \
  }

INLINE float squared(float x) { return x * x; }

// Sets a panel's means and inverse deviations.
INLINE void moments(vector_element element, const struct image *image, const void *x,
                    struct panel *panel) {
  size_t groups = panel->channels / image->size;
  float share = 1.0f / ((float)image->pixels * (float)image->size);
  float column[PANEL], mean[PANEL];
  for (size_t group = 0; group < groups; group++) panel->mean[group] = panel->inverse[group] = 0;
  FOR_EACH_PART(panel, offset, count, channel) {
    SUM_COLUMNS(image, channel, count, column, load(element, x, from + i));
    gather(image, offset, count, column, panel->mean);
  }
  for (size_t group = 0; group < groups; group++) panel->mean[group] *= share;
  FOR_EACH_PART(panel, offset, count, channel) {
    spread(image, offset, count, panel->mean, mean);
    SUM_COLUMNS(image, channel, count, column, squared(load(element, x, from + i) - mean[i]));
    gather(image, offset, count, column, panel->inverse);
  }
  for (size_t group = 0; group < groups; group++)
    panel->inverse[group] = 1.0f / square_root(panel->inverse[group] * share + image->epsilon);
}

INLINE void normalize(vector_element element, const struct image *image,
                      const struct panel *panel, const void *x, const float *scale,
                      const float *shift, void *y) {
  float mean[PANEL], factor[PANEL];
  FOR_EACH_PART(panel, offset, count, channel) {
    spread(image, offset, count, panel->mean, mean);
    spread(image, offset, count, panel->inverse, factor);
    for (size_t i = 0; i < count; i++) factor[i] *= scale[channel + i];
    for (size_t pixel = 0; pixel < image->pixels; pixel++) {
      size_t at = pixel * image->channels + channel;
      INDEPENDENT for (size_t i = 0; i < count; i++)
        store(element, y, at + i,
              (load(element, x, at + i) - mean[i]) * factor[i] + shift[channel + i]);
    }
  }
}

// gradient = inverse (h - mean(h) - z mean(h z)), h = g scale, z = (x - mean) inverse
INLINE void propagate(vector_element element, const struct image *image,
                      const struct panel *panel, const void *g, const void *x, const float *scale,
                      void *gradient) {
  size_t groups = panel->channels / image->size;
  float share = 1.0f / ((float)image->pixels * (float)image->size);
  float average[PANEL] = {0}, along[PANEL] = {0}, column[PANEL], mean[PANEL], factor[PANEL];
  FOR_EACH_PART(panel, offset, count, channel) {
    SUM_COLUMNS(image, channel, count, column, load(element, g, from + i));
    for (size_t i = 0; i < count; i++) column[i] *= scale[channel + i];
    gather(image, offset, count, column, average);
    spread(image, offset, count, panel->mean, mean);
    SUM_COLUMNS(image, channel, count, column,
                load(element, g, from + i) * (load(element, x, from + i) - mean[i]));
    for (size_t i = 0; i < count; i++) column[i] *= scale[channel + i];
    gather(image, offset, count, column, along);
  }
  for (size_t group = 0; group < groups; group++) {
    float inverse = panel->inverse[group];
    average[group] *= share * inverse;
    along[group] *= share * inverse * inverse * inverse;
  }
  float constant[PANEL], slope[PANEL];
  FOR_EACH_PART(panel, offset, count, channel) {
    spread(image, offset, count, panel->mean, mean);
    spread(image, offset, count, panel->inverse, factor);
    spread(image, offset, count, average, constant);
    spread(image, offset, count, along, slope);
    for (size_t i = 0; i < count; i++) factor[i] *= scale[channel + i];
    for (size_t pixel = 0; pixel < image->pixels; pixel++) {
      size_t at = pixel * image->channels + channel;
      INDEPENDENT for (size_t i = 0; i < count; i++)
        store(element, gradient, at + i,
              load(element, g, at + i) * factor[i] - constant[i] -
                  (load(element, x, at + i) - mean[i]) * slope[i]);
    }
  }
}

INLINE void project(vector_element element, const struct image *image,
                    const struct panel *panel, const void *g, const void *x, float *sums) {
  float mean[PANEL], factor[PANEL];
  FOR_EACH_PART(panel, offset, count, channel) {
    spread(image, offset, count, panel->mean, mean);
    spread(image, offset, count, panel->inverse, factor);
    float *column = sums + channel;
    SUM_COLUMNS(image, channel, count, column,
                load(element, g, from + i) * (load(element, x, from + i) - mean[i]));
    for (size_t i = 0; i < count; i++) column[i] *= factor[i];
  }
}

// Calls BODY for every panel of every image, with the image's first number in `first`.
#define FOR_EACH_PANEL(BODY)                                                                    \
  struct image image = {pixels, channels, channels / groups, epsilon};                      \
  size_t width = PANEL / image.size * image.size;                                           \
  if (width == 0) width = image.size;                                                         \
  size_t bytes = pixels * channels * (element == vector_bfloat16 ? 2 : 4);                      \
  for (size_t number = 0; number < images; number++)                                          \
    for (size_t channel = 0; channel < channels; channel += width) {                            \
      size_t first = number * bytes;                                                            \
      struct panel panel;                                                                       \
      panel.channel = channel;                                                                  \
      panel.channels = channels - channel < width ? channels - channel : width;                 \
      FOR_EACH_ELEMENT(moments, element, &image, (const char *)x + first, &panel);            \
      BODY;                                                                                     \
    }

CLONED void vector_group_norm(vector_element element, size_t images, size_t pixels,
                              size_t channels, size_t groups, float epsilon, const void *x,
                              const float *scale, const float *shift, void *y) {
  FOR_EACH_PANEL(FOR_EACH_ELEMENT(normalize, element, &image, &panel, (const char *)x + first,
                                  scale, shift, (char *)y + first));
}

CLONED void vector_group_norm_gradient(vector_element element, size_t images, size_t pixels,
                                       size_t channels, size_t groups, float epsilon,
                                       const void *g, const void *x, const float *scale,
                                       void *gradient) {
  FOR_EACH_PANEL(FOR_EACH_ELEMENT(propagate, element, &image, &panel, (const char *)g + first,
                                  (const char *)x + first, scale, (char *)gradient + first));
}

CLONED void vector_group_norm_sums(vector_element element, size_t images, size_t pixels,
                                   size_t channels, size_t groups, float epsilon, const void *g,
                                   const void *x, float *sums) {
  FOR_EACH_PANEL(FOR_EACH_ELEMENT(project, element, &image, &panel, (const char *)g + first,
                                  (const char *)x + first, sums + number * channels));
}
