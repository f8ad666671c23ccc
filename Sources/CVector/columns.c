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

INLINE void standardize_columns(vector_element element, size_t rows, size_t columns,
                                float epsilon, const void *x, const float *mean,
                                const float *variance, void *y) {
  for (size_t at = 0; at < rows * columns; at += columns)
    INDEPENDENT for (size_t i = 0; i < columns; i++)
      store(element, y, at + i,
            (load(element, x, at + i) - mean[i]) / square_root(variance[i] + epsilon));
}

CLONED void vector_standardize_columns(vector_element element, size_t rows, size_t columns,
                                       float epsilon, const void *x, const float *mean,
                                       const float *variance, void *y) {
  FOR_EACH_ELEMENT(standardize_columns, element, rows, columns, epsilon, x, mean, variance, y);
}

INLINE void standardize_columns_gradient(vector_element element, size_t rows, size_t columns,
                                         float epsilon, const void *g, const float *mean_g,
                                         const float *variance, const void *y,
                                         const float *mean_gy, void *gradient) {
  for (size_t at = 0; at < rows * columns; at += columns)
    INDEPENDENT for (size_t i = 0; i < columns; i++)
      store(element, gradient, at + i,
            (load(element, g, at + i) - mean_g[i] - load(element, y, at + i) * mean_gy[i]) /
                square_root(variance[i] + epsilon));
}

CLONED void vector_standardize_columns_gradient(vector_element element, size_t rows,
                                                size_t columns, float epsilon, const void *g,
                                                const float *mean_g, const float *variance,
                                                const void *y, const float *mean_gy,
                                                void *gradient) {
  FOR_EACH_ELEMENT(standardize_columns_gradient, element, rows, columns, epsilon, g, mean_g,
                   variance, y, mean_gy, gradient);
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
