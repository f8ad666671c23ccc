#include "vector_math.h"

// Calls the INLINE function BODY with a constant number of channels where it is a usual one, so
// that the loops over them dissolve.
#define FOR_USUAL_CHANNELS(BODY, CHANNELS, ...)   \
  switch (CHANNELS) {                             \
    case 1: BODY(1, __VA_ARGS__); break;          \
    case 2: BODY(2, __VA_ARGS__); break;          \
    case 3: BODY(3, __VA_ARGS__); break;          \
    case 4: BODY(4, __VA_ARGS__); break;          \
    case 5: BODY(5, __VA_ARGS__); break;          \
    default: BODY((CHANNELS), __VA_ARGS__);       \
  }

// ---- Places in the source ----

// Output pixels of a row whose places are found together.
enum { PLACES = 64 };

struct places {
  // The pixel at or before the place, and how far behind it the place lies, in 0...1.
  int32_t column[PLACES], row[PLACES];
  float across[PLACES], down[PLACES];
};

// So far outside, all is background or a repetition; whole numbers must not overflow.
INLINE double limited(double place) {
  place = place < -0x1p30 ? -0x1p30 : place;
  return place > 0x1p30 ? 0x1p30 : place;
}

INLINE void find_places(const struct vector_affine *map, size_t row, size_t first, size_t count,
                        struct places *places) {
  double x = map->across_row * (double)row + map->column_shift;
  double y = map->down_row * (double)row + map->row_shift;
  INDEPENDENT for (size_t i = 0; i < count; i++) {
    double column = limited(map->across_column * (double)(int32_t)(first + i) + x);
    double line = limited(map->down_column * (double)(int32_t)(first + i) + y);
    double left = __builtin_elementwise_floor(column), top = __builtin_elementwise_floor(line);
    places->column[i] = (int32_t)left;
    places->row[i] = (int32_t)top;
    places->across[i] = (float)(column - left);
    places->down[i] = (float)(line - top);
  }
}

// The place inside 0..<size that stands for one outside; -1 for the background.
static int64_t stand_in(vector_edge edge, int64_t place, int64_t size) {
  if (place >= 0 && place < size) return place;
  if (edge == vector_edge_constant) return -1;
  if (edge == vector_edge_nearest) return place < 0 ? 0 : size - 1;
  int64_t period = 2 * size, turned = (place % period + period) % period;
  return turned < size ? turned : period - 1 - turned;
}

static const float *pixel(const struct vector_sampling *sampling, const float *x, int64_t row,
                          int64_t column) {
  const struct vector_extent *input = &sampling->input;
  row = stand_in(sampling->edge, row, (int64_t)input->height);
  column = stand_in(sampling->edge, column, (int64_t)input->width);
  if (row < 0 || column < 0) return sampling->background;
  return x + ((size_t)row * input->width + (size_t)column) * sampling->channels;
}

// Whether the pixels from `before` ahead of (row, column) to `after` behind it are all there.
INLINE int is_inside(const struct vector_extent *input, int32_t row, int32_t column,
                     int32_t before, int32_t after) {
  int64_t height = (int64_t)input->height - after, width = (int64_t)input->width - after;
  return row >= before && row < height && column >= before && column < width;
}

// ---- Values at a place ----

INLINE float between(float a, float b, float share) { return a + share * (b - a); }

INLINE void linear(size_t channels, const float *a, const float *b, const float *c,
                   const float *d, float across, float down, float *y) {
  for (size_t i = 0; i < channels; i++)
    y[i] = between(between(a[i], b[i], across), between(c[i], d[i], across), down);
}

INLINE void linear_row(size_t channels, const struct vector_sampling *sampling, size_t count,
                       const struct places *places, const float *x, float *y) {
  size_t line = sampling->input.width * channels;
  for (size_t i = 0; i < count; i++, y += channels) {
    int32_t row = places->row[i], column = places->column[i];
    float across = places->across[i], down = places->down[i];
    if (is_inside(&sampling->input, row, column, 0, 1)) {
      const float *a = x + (size_t)row * line + (size_t)column * channels;
      linear(channels, a, a + channels, a + line, a + line + channels, across, down, y);
    } else {
      linear(channels, pixel(sampling, x, row, column), pixel(sampling, x, row, column + 1L),
             pixel(sampling, x, row + 1L, column), pixel(sampling, x, row + 1L, column + 1L),
             across, down, y);
    }
  }
}

// Weights of the pixels at -1, 0, 1 and 2 for a place t behind pixel 0; they sum to 1.
INLINE void keys_weights(float t, float *w) {
  w[0] = ((-0.5f * t + 1.0f) * t - 0.5f) * t;
  w[1] = (1.5f * t - 2.5f) * t * t + 1.0f;
  w[2] = ((-1.5f * t + 2.0f) * t + 0.5f) * t;
  w[3] = (0.5f * t - 0.5f) * t * t;
}

// a: the first of 4×4 pixels whose rows lie `line` floats apart.
INLINE void cubic(size_t channels, const float *a, size_t line, const float *across,
                  const float *down, float *y) {
  const float *b = a + line, *c = b + line, *d = c + line;
  for (size_t i = 0; i < channels; i++) y[i] = 0;
  for (size_t tap = 0; tap < 4; tap++)
    for (size_t i = 0; i < channels; i++) {
      size_t at = tap * channels + i;
      float column = down[0] * a[at] + down[1] * b[at] + down[2] * c[at] + down[3] * d[at];
      y[i] += across[tap] * column;
    }
}

INLINE void cubic_at_edge(size_t channels, const struct vector_sampling *sampling, int32_t row,
                          int32_t column, const float *across, const float *down, const float *x,
                          float *y) {
  for (size_t i = 0; i < channels; i++) y[i] = 0;
  for (size_t tap = 0; tap < 16; tap++) {
    const float *from = pixel(sampling, x, row - 1L + (int64_t)(tap / 4),
                              column - 1L + (int64_t)(tap % 4));
    float weight = down[tap / 4] * across[tap % 4];
    for (size_t i = 0; i < channels; i++) y[i] += weight * from[i];
  }
}

INLINE void cubic_row(size_t channels, const struct vector_sampling *sampling, size_t count,
                      const struct places *places, const float *x, float *y) {
  size_t line = sampling->input.width * channels;
  for (size_t i = 0; i < count; i++, y += channels) {
    int32_t row = places->row[i], column = places->column[i];
    float across[4], down[4];
    keys_weights(places->across[i], across);
    keys_weights(places->down[i], down);
    if (is_inside(&sampling->input, row, column, 1, 2)) {
      const float *a = x + (size_t)(row - 1) * line + (size_t)(column - 1) * channels;
      cubic(channels, a, line, across, down, y);
    } else {
      cubic_at_edge(channels, sampling, row, column, across, down, x, y);
    }
  }
}

INLINE void exact_row(size_t channels, const struct vector_sampling *sampling, size_t count,
                      const struct places *places, const float *x, float *y) {
  size_t line = sampling->input.width * channels;
  for (size_t i = 0; i < count; i++, y += channels) {
    int32_t row = places->row[i], column = places->column[i];
    const float *from = is_inside(&sampling->input, row, column, 0, 0)
                            ? x + (size_t)row * line + (size_t)column * channels
                            : pixel(sampling, x, row, column);
    memcpy(y, from, channels * sizeof(float));
  }
}

INLINE void any_row(size_t channels, const struct vector_sampling *sampling, size_t count,
                    const struct places *places, const float *x, float *y) {
  switch (sampling->reading) {
    case vector_reading_exact: exact_row(channels, sampling, count, places, x, y); break;
    case vector_reading_linear: linear_row(channels, sampling, count, places, x, y); break;
    case vector_reading_cubic: cubic_row(channels, sampling, count, places, x, y); break;
  }
}

CLONED void vector_sample_image(const struct vector_sampling *sampling,
                                  const struct vector_affine *map, const float *x, float *y) {
  struct places places;
  const struct vector_extent *output = &sampling->output;
  for (size_t row = 0; row < output->height; row++)
    for (size_t first = 0; first < output->width; first += PLACES) {
      size_t count = output->width - first < PLACES ? output->width - first : PLACES;
      float *to = y + (row * output->width + first) * sampling->channels;
      find_places(map, row, first, count, &places);
      FOR_USUAL_CHANNELS(any_row, sampling->channels, sampling, count, &places, x, to);
    }
}

// ---- Reduction ----

INLINE void weighted_rows(size_t count, size_t stride, uint32_t start, uint32_t end,
                          const struct vector_taps *rows, int is_bytes, const void *x,
                          float *sum) {
  for (size_t i = 0; i < count; i++) sum[i] = 0;
  for (uint32_t entry = start; entry < end; entry++) {
    size_t from = rows->sources[entry] * stride;
    float weight = rows->weights[entry];
    INDEPENDENT for (size_t i = 0; i < count; i++)
      sum[i] += weight * (is_bytes ? (float)((const uint8_t *)x)[from + i]
                                   : ((const float *)x)[from + i]);
  }
}

INLINE void weighted_columns(size_t channels, size_t width, const struct vector_taps *columns,
                             const float *x, float *y) {
  for (size_t column = 0; column < width; column++, y += channels) {
    for (size_t i = 0; i < channels; i++) y[i] = 0;
    for (uint32_t entry = columns->starts[column]; entry < columns->starts[column + 1]; entry++)
      for (size_t i = 0; i < channels; i++)
        y[i] += columns->weights[entry] * x[columns->sources[entry] * channels + i];
  }
}

INLINE void reduce(size_t width, size_t channels, const struct vector_extent *output,
                   const struct vector_taps *rows, const struct vector_taps *columns,
                   int is_bytes, const void *x, float *scratch, float *y) {
  for (size_t row = 0; row < output->height; row++, y += output->width * channels) {
    weighted_rows(width * channels, width * channels, rows->starts[row], rows->starts[row + 1],
                  rows, is_bytes, x, scratch);
    FOR_USUAL_CHANNELS(weighted_columns, channels, output->width, columns, scratch, y);
  }
}

CLONED void vector_reduce_image(size_t width, size_t channels,
                                  const struct vector_extent *output,
                                  const struct vector_taps *rows,
                                  const struct vector_taps *columns, const float *x,
                                  float *scratch, float *y) {
  reduce(width, channels, output, rows, columns, 0, x, scratch, y);
}

CLONED void vector_reduce_bytes(size_t width, size_t channels,
                                const struct vector_extent *output,
                                const struct vector_taps *rows,
                                const struct vector_taps *columns, const uint8_t *x,
                                float *scratch, float *y) {
  reduce(width, channels, output, rows, columns, 1, x, scratch, y);
}

// ---- Blur ----

INLINE void add_weighted(size_t count, float weight, const float *x, float *y) {
  INDEPENDENT for (size_t i = 0; i < count; i++) y[i] += weight * x[i];
}

// y = the row x with its pixels `offset` further on, times weight, added; the last pixel beyond.
INLINE void add_shifted_row(size_t width, size_t channels, ptrdiff_t offset, float weight,
                            const float *x, float *y) {
  size_t steps = (size_t)(offset < 0 ? -offset : offset);
  steps = steps < width ? steps : width;
  size_t inside = (width - steps) * channels;
  const float *border = offset < 0 ? x : x + (width - 1) * channels;
  add_weighted(inside, weight, offset < 0 ? x : x + steps * channels,
               offset < 0 ? y + steps * channels : y);
  for (size_t pixel = 0; pixel < steps; pixel++)
    add_weighted(channels, weight, border,
                 y + (offset < 0 ? pixel * channels : inside + pixel * channels));
}

INLINE size_t nearest_row(size_t row, ptrdiff_t offset, size_t height) {
  ptrdiff_t place = (ptrdiff_t)row + offset, last = (ptrdiff_t)height - 1;
  return (size_t)(place < 0 ? 0 : place > last ? last : place);
}

CLONED void vector_blur_image(const struct vector_extent *extent, size_t channels,
                                size_t radius, const float *weights, float *scratch, float *y) {
  size_t line = extent->width * channels;
  ptrdiff_t reach = (ptrdiff_t)radius;
  memset(scratch, 0, extent->height * line * sizeof(float));
  for (size_t row = 0; row < extent->height; row++)
    for (ptrdiff_t offset = -reach; offset <= reach; offset++)
      add_shifted_row(extent->width, channels, offset, weights[offset + reach], y + row * line,
                      scratch + row * line);
  memset(y, 0, extent->height * line * sizeof(float));
  for (size_t row = 0; row < extent->height; row++)
    for (ptrdiff_t offset = -reach; offset <= reach; offset++)
      add_weighted(line, weights[offset + reach],
                   scratch + nearest_row(row, offset, extent->height) * line, y + row * line);
}

// ---- Light and noise ----

INLINE void gain(size_t channels, size_t pixels, float factor, const float *restrict zero,
                 float *restrict y) {
  for (size_t pixel = 0; pixel < pixels; pixel++)
    for (size_t i = 0; i < channels; i++) {
      float *value = y + pixel * channels + i;
      *value = zero[i] + factor * (*value - zero[i]);
    }
}

CLONED void vector_gain_pixels(size_t pixels, size_t channels, float factor, const float *zero,
                               float *y) {
  FOR_USUAL_CHANNELS(gain, channels, pixels, factor, zero, y);
}

INLINE void add_scaled(size_t channels, size_t pixels, const float *restrict deviation,
                       const float *restrict noise, float *restrict y) {
  for (size_t pixel = 0; pixel < pixels; pixel++)
    for (size_t i = 0; i < channels; i++)
      y[pixel * channels + i] += deviation[i] * noise[pixel * channels + i];
}

// Normal numbers that are made together.
enum { NOISE = 1024 };

CLONED void vector_add_noise(size_t pixels, size_t channels, const float *deviation,
                             uint64_t seed, uint32_t word, uint64_t step, float *y) {
  float noise[NOISE];
  size_t room = NOISE / channels;
  for (size_t pixel = 0; pixel < pixels; pixel += room) {
    size_t count = pixels - pixel < room ? pixels - pixel : room, first = pixel * channels;
    vector_gaussian_noise(count * channels, first, seed, word, step, noise);
    FOR_USUAL_CHANNELS(add_scaled, channels, count, deviation, noise, y + first);
  }
}
