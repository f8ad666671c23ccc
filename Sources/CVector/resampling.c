#include "vector_math.h"

// Channels summed while the taps pass.
enum { LANES = 64 };

struct grid {
  size_t channels;
  struct vector_extent input, output;
  struct vector_taps rows, columns;
};

INLINE void one_tap(vector_element element, size_t count, float weight, const void *x, size_t from,
                    void *y, size_t to) {
  INDEPENDENT for (size_t i = 0; i < count; i++)
    store(element, y, to + i, weight * load(element, x, from + i));
}

// Two pixels of each of two rows: the usual case of linear interpolation and of halving.
INLINE void four_taps(vector_element element, size_t count, const float *weight, const void *x,
                      const size_t *from, void *y, size_t to) {
  float one = weight[0], two = weight[1], three = weight[2], four = weight[3];
  size_t a = from[0], b = from[1], c = from[2], d = from[3];
  INDEPENDENT for (size_t i = 0; i < count; i++) {
    float top = one * load(element, x, a + i) + two * load(element, x, b + i);
    float bottom = three * load(element, x, c + i) + four * load(element, x, d + i);
    store(element, y, to + i, top + bottom);
  }
}

INLINE void many_taps(vector_element element, const struct grid *grid, size_t row, size_t column,
                      const void *x, void *y, size_t to) {
  const struct vector_taps *rows = &grid->rows, *columns = &grid->columns;
  float sum[LANES];
  for (size_t channel = 0; channel < grid->channels; channel += LANES) {
    size_t count = grid->channels - channel < LANES ? grid->channels - channel : LANES;
    for (size_t i = 0; i < count; i++) sum[i] = 0;
    for (uint32_t r = rows->starts[row]; r < rows->starts[row + 1]; r++)
      for (uint32_t c = columns->starts[column]; c < columns->starts[column + 1]; c++) {
        size_t pixel = rows->sources[r] * grid->input.width + columns->sources[c];
        size_t from = pixel * grid->channels + channel;
        float weight = rows->weights[r] * columns->weights[c];
        INDEPENDENT for (size_t i = 0; i < count; i++)
          sum[i] += weight * load(element, x, from + i);
      }
    for (size_t i = 0; i < count; i++) store(element, y, to + channel + i, sum[i]);
  }
}

INLINE void resample(vector_element element, const struct grid *grid, const void *x, void *y) {
  const struct vector_taps *rows = &grid->rows, *columns = &grid->columns;
  size_t channels = grid->channels, width = grid->input.width;
  for (size_t row = 0; row < grid->output.height; row++)
    for (size_t column = 0; column < grid->output.width; column++) {
      size_t to = (row * grid->output.width + column) * channels;
      uint32_t r = rows->starts[row], c = columns->starts[column];
      size_t down = rows->starts[row + 1] - r, across = columns->starts[column + 1] - c;
      if (down == 1 && across == 1) {
        size_t from = (rows->sources[r] * width + columns->sources[c]) * channels;
        one_tap(element, channels, rows->weights[r] * columns->weights[c], x, from, y, to);
      } else if (down == 2 && across == 2) {
        float weight[4];
        size_t from[4];
        for (uint32_t tap = 0; tap < 4; tap++) {
          uint32_t i = r + tap / 2, j = c + tap % 2;
          weight[tap] = rows->weights[i] * columns->weights[j];
          from[tap] = (rows->sources[i] * width + columns->sources[j]) * channels;
        }
        four_taps(element, channels, weight, x, from, y, to);
      } else {
        many_taps(element, grid, row, column, x, y, to);
      }
    }
}

static size_t size_of(vector_element element) { return element == vector_bfloat16 ? 2 : 4; }

CLONED void vector_resample(vector_element element, size_t images, size_t channels,
                            const struct vector_extent *input, const struct vector_extent *output,
                            const struct vector_taps *rows, const struct vector_taps *columns,
                            const void *x, void *y) {
  const struct grid grid = {channels, *input, *output, *rows, *columns};
  size_t from = input->height * input->width * channels * size_of(element);
  size_t to = output->height * output->width * channels * size_of(element);
  for (size_t image = 0; image < images; image++)
    FOR_EACH_ELEMENT(resample, element, &grid, (const char *)x + image * from,
                     (char *)y + image * to);
}

// ---- Means over all pixels ----

// Pixels summed before their sum joins the total, which keeps long sums accurate.
enum { RUN = 64 };

INLINE void mean_pixels(vector_element element, size_t pixels, size_t channels, size_t channel,
                        size_t count, const void *x, size_t first, void *y, size_t to) {
  float total[LANES], part[LANES];
  for (size_t i = 0; i < count; i++) total[i] = 0;
  for (size_t start = 0; start < pixels; start += RUN) {
    size_t end = start + RUN < pixels ? start + RUN : pixels;
    for (size_t i = 0; i < count; i++) part[i] = 0;
    for (size_t pixel = start; pixel < end; pixel++)
      INDEPENDENT for (size_t i = 0; i < count; i++)
        part[i] += load(element, x, first + pixel * channels + channel + i);
    for (size_t i = 0; i < count; i++) total[i] += part[i];
  }
  float share = 1.0f / (float)pixels;
  for (size_t i = 0; i < count; i++) store(element, y, to + channel + i, share * total[i]);
}

CLONED void vector_mean_pixels(vector_element element, size_t images, size_t pixels,
                               size_t channels, const void *x, void *y) {
  for (size_t image = 0; image < images; image++)
    for (size_t channel = 0; channel < channels; channel += LANES) {
      size_t count = channels - channel < LANES ? channels - channel : LANES;
      FOR_EACH_ELEMENT(mean_pixels, element, pixels, channels, channel, count, x,
                       image * pixels * channels, y, image * channels);
    }
}

INLINE void repeat_pixels(vector_element element, size_t pixels, size_t channels, float factor,
                          const void *x, size_t from, void *y, size_t to) {
  for (size_t pixel = 0; pixel < pixels; pixel++)
    INDEPENDENT for (size_t i = 0; i < channels; i++)
      store(element, y, to + pixel * channels + i, factor * load(element, x, from + i));
}

CLONED void vector_repeat_pixels(vector_element element, size_t images, size_t pixels,
                                 size_t channels, float factor, const void *x, void *y) {
  for (size_t image = 0; image < images; image++)
    FOR_EACH_ELEMENT(repeat_pixels, element, pixels, channels, factor, x, image * channels, y,
                     image * pixels * channels);
}
