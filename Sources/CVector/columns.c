#include "vector_math.h"

// Columns are summed in groups that stay in registers while the rows pass.
enum { GROUP = 32 };

CLONED void vector_sum_columns(size_t rows, size_t columns, size_t stride, const float *x,
                               float *y) {
  for (size_t start = 0; start < columns; start += GROUP) {
    size_t count = columns - start < GROUP ? columns - start : GROUP;
    float part[GROUP] = {0};
    if (count == GROUP)
      for (size_t row = 0; row < rows; row++)
        for (size_t i = 0; i < GROUP; i++) part[i] += x[row * stride + start + i];
    else
      for (size_t row = 0; row < rows; row++)
        for (size_t i = 0; i < count; i++) part[i] += x[row * stride + start + i];
    memcpy(y + start, part, count * sizeof(float));
  }
}

CLONED void vector_column_variance(size_t rows, size_t columns, size_t stride, const float *x,
                                   const float *mean, float *y) {
  for (size_t i = 0; i < columns; i++) y[i] = 0;
  for (size_t row = 0; row < rows; row++)
    INDEPENDENT for (size_t i = 0; i < columns; i++) {
      float deviation = x[row * stride + i] - mean[i];
      y[i] += deviation * deviation;
    }
  float share = 1.0f / (float)rows;
  for (size_t i = 0; i < columns; i++) y[i] *= share;
}

CLONED void vector_standardize_columns(size_t rows, size_t columns, float epsilon, const float *x,
                                       const float *mean, const float *variance, float *y) {
  for (size_t row = 0; row < rows; row++, x += columns, y += columns)
    INDEPENDENT for (size_t i = 0; i < columns; i++)
      y[i] = (x[i] - mean[i]) / square_root(variance[i] + epsilon);
}

CLONED void vector_standardize_columns_gradient(size_t rows, size_t columns, float epsilon,
                                                const float *g, const float *mean_g,
                                                const float *variance, const float *y,
                                                const float *mean_gy, float *gradient) {
  for (size_t row = 0; row < rows; row++, g += columns, y += columns, gradient += columns)
    INDEPENDENT for (size_t i = 0; i < columns; i++)
      gradient[i] = (g[i] - mean_g[i] - y[i] * mean_gy[i]) / square_root(variance[i] + epsilon);
}

INLINE void sum_pixels(vector_element element, size_t pixels, size_t channels, const void *x,
                       float *y) {
  for (size_t start = 0; start < channels; start += GROUP) {
    float total[GROUP] = {0};
    size_t count = channels - start < GROUP ? channels - start : GROUP;
    for (size_t pixel = 0; pixel < pixels; pixel++) {
      size_t at = pixel * channels + start;
      if (count == GROUP)
        for (size_t i = 0; i < GROUP; i++) total[i] += load(element, x, at + i);
      else
        for (size_t i = 0; i < count; i++) total[i] += load(element, x, at + i);
    }
    for (size_t i = 0; i < count; i++) y[start + i] = total[i];
  }
}

CLONED void vector_sum_pixels(vector_element element, size_t pixels, size_t channels,
                              const void *x, float *y) {
  FOR_EACH_ELEMENT(sum_pixels, element, pixels, channels, x, y);
}
