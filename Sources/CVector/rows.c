#include "vector_math.h"

CLONED void vector_add_bias(size_t rows, size_t columns, const float *x, const float *bias,
                            float *y) {
  for (size_t row = 0; row < rows; row++, x += columns, y += columns)
    INDEPENDENT for (size_t i = 0; i < columns; i++) y[i] = x[i] + bias[i];
}

CLONED void vector_scale_columns(size_t rows, size_t columns, const float *x, const float *scale,
                                 float *y) {
  for (size_t row = 0; row < rows; row++, x += columns, y += columns)
    INDEPENDENT for (size_t i = 0; i < columns; i++) y[i] = x[i] * scale[i];
}

// Sum of a row by 16 interleaved partial sums: a fixed order that vectorises.
INLINE float row_sum(size_t columns, const float *x) {
  float part[16] = {0};
  size_t whole = columns / 16 * 16;
  for (size_t i = 0; i < whole; i += 16)
    for (size_t lane = 0; lane < 16; lane++) part[lane] += x[i + lane];
  float total = 0;
  for (size_t i = whole; i < columns; i++) total += x[i];
  if (whole)
    for (size_t lane = 0; lane < 16; lane++) total += part[lane];
  return total;
}

INLINE float row_product(size_t columns, const float *x, const float *y) {
  float part[16] = {0};
  size_t whole = columns / 16 * 16;
  for (size_t i = 0; i < whole; i += 16)
    for (size_t lane = 0; lane < 16; lane++) part[lane] += x[i + lane] * y[i + lane];
  float total = 0;
  for (size_t i = whole; i < columns; i++) total += x[i] * y[i];
  if (whole)
    for (size_t lane = 0; lane < 16; lane++) total += part[lane];
  return total;
}

INLINE float row_maximum(size_t columns, const float *x) {
  float part[16];
  size_t whole = columns / 16 * 16;
  float peak = x[0];
  if (whole) {
    for (size_t lane = 0; lane < 16; lane++) part[lane] = x[lane];
    for (size_t i = 16; i < whole; i += 16)
      for (size_t lane = 0; lane < 16; lane++)
        part[lane] = x[i + lane] > part[lane] ? x[i + lane] : part[lane];
    for (size_t lane = 0; lane < 16; lane++) peak = part[lane] > peak ? part[lane] : peak;
  }
  for (size_t i = whole; i < columns; i++) peak = x[i] > peak ? x[i] : peak;
  return peak;
}

// y = x - maximum of the row
INLINE void subtract_maximum(size_t rows, size_t columns, const float *x, float *y) {
  for (size_t row = 0; row < rows; row++) {
    const float *from = x + row * columns;
    float *to = y + row * columns;
    float peak = row_maximum(columns, from);
    INDEPENDENT for (size_t i = 0; i < columns; i++) to[i] = from[i] - peak;
  }
}

INLINE void exponentials(size_t count, const float *x, float *y) {
  INDEPENDENT for (size_t i = 0; i < count; i++) y[i] = fast_exp(x[i]);
}

CLONED void vector_softmax(size_t rows, size_t columns, const float *x, float *y) {
  subtract_maximum(rows, columns, x, y);
  // One loop over all rows: rows are often too short to fill a register.
  exponentials(rows * columns, y, y);
  for (size_t row = 0; row < rows; row++, y += columns) {
    float factor = 1.0f / row_sum(columns, y);
    INDEPENDENT for (size_t i = 0; i < columns; i++) y[i] *= factor;
  }
}

CLONED void vector_log_softmax(size_t rows, size_t columns, const float *x, float *y) {
  subtract_maximum(rows, columns, x, y);
  for (size_t row = 0; row < rows; row++, y += columns) {
    float total = 0;
    float e[64];
    for (size_t start = 0; start < columns; start += 64) {
      size_t count = columns - start < 64 ? columns - start : 64;
      exponentials(count, y + start, e);
      total += row_sum(count, e);
    }
    float logarithm = fast_log(total);
    INDEPENDENT for (size_t i = 0; i < columns; i++) y[i] -= logarithm;
  }
}

CLONED void vector_softmax_gradient(size_t rows, size_t columns, const float *y, const float *g,
                                    float *gradient) {
  for (size_t row = 0; row < rows; row++, y += columns, g += columns, gradient += columns) {
    float total = row_product(columns, y, g);
    INDEPENDENT for (size_t i = 0; i < columns; i++) gradient[i] = y[i] * (g[i] - total);
  }
}

CLONED void vector_log_softmax_gradient(size_t rows, size_t columns, const float *y,
                                        const float *g, float *gradient) {
  for (size_t row = 0; row < rows; row++, y += columns, g += columns, gradient += columns) {
    float total = row_sum(columns, g);
    INDEPENDENT for (size_t i = 0; i < columns; i++)
      gradient[i] = g[i] - fast_exp(y[i]) * total;
  }
}

// Weight of a class in a row: class weight times smoothed target.
INLINE float class_weight(float keep, float spread, const float *t, const float *w, size_t i) {
  float smoothed = keep * t[i] + spread;
  return w ? smoothed * w[i] : smoothed;
}

CLONED void vector_cross_entropy(size_t rows, size_t columns, float smoothing, const float *x,
                                 const float *t, const float *w, float *loss) {
  float keep = 1.0f - smoothing, spread = smoothing / (float)columns;
  for (size_t row = 0; row < rows; row++, x += columns, t += columns) {
    float peak = row_maximum(columns, x);
    float exponential = 0, weight = 0, product = 0;
    for (size_t start = 0; start < columns; start += 16) {
      size_t count = columns - start < 16 ? columns - start : 16;
      float shifted[16] = {0}, e[16];
      for (size_t i = 0; i < count; i++) shifted[i] = x[start + i] - peak;
      exponentials(16, shifted, e);
      for (size_t i = 0; i < count; i++) {
        float share = class_weight(keep, spread, t, w, start + i);
        exponential += e[i];
        weight += share;
        product += share * shifted[i];
      }
    }
    loss[row] = weight * fast_log(exponential) - product;
  }
}

CLONED void vector_cross_entropy_gradient(size_t rows, size_t columns, float smoothing,
                                          const float *x, const float *t, const float *g,
                                          const float *w, float *gradient) {
  float keep = 1.0f - smoothing, spread = smoothing / (float)columns;
  subtract_maximum(rows, columns, x, gradient);
  exponentials(rows * columns, gradient, gradient);
  for (size_t row = 0; row < rows; row++, t += columns, gradient += columns) {
    float weight = 0;
    for (size_t i = 0; i < columns; i++) weight += class_weight(keep, spread, t, w, i);
    float factor = weight / row_sum(columns, gradient);
    INDEPENDENT for (size_t i = 0; i < columns; i++)
      gradient[i] = g[row] * (factor * gradient[i] - class_weight(keep, spread, t, w, i));
  }
}

// Mean, and 1 / sqrt(variance + epsilon).
INLINE float row_moments(size_t columns, float epsilon, const float *x, float *mean) {
  *mean = row_sum(columns, x) / (float)columns;
  float part[16] = {0};
  for (size_t start = 0; start < columns; start += 16) {
    size_t count = columns - start < 16 ? columns - start : 16;
    for (size_t i = 0; i < count; i++) {
      float deviation = x[start + i] - *mean;
      part[i] += deviation * deviation;
    }
  }
  return 1.0f / square_root(row_sum(16, part) / (float)columns + epsilon);
}

CLONED void vector_standardize_rows(size_t rows, size_t columns, float epsilon, const float *x,
                                    float *y) {
  for (size_t row = 0; row < rows; row++, x += columns, y += columns) {
    float mean;
    float inverse = row_moments(columns, epsilon, x, &mean);
    INDEPENDENT for (size_t i = 0; i < columns; i++) y[i] = (x[i] - mean) * inverse;
  }
}

CLONED void vector_standardize_rows_gradient(size_t rows, size_t columns, float epsilon,
                                             const float *x, const float *g, float *gradient) {
  for (size_t row = 0; row < rows; row++, x += columns, g += columns, gradient += columns) {
    float mean;
    float inverse = row_moments(columns, epsilon, x, &mean);
    float average = row_sum(columns, g) / (float)columns;
    float along = (row_product(columns, x, g) / (float)columns - mean * average) * inverse;
    INDEPENDENT for (size_t i = 0; i < columns; i++)
      gradient[i] = (g[i] - average - (x[i] - mean) * inverse * along) * inverse;
  }
}

CLONED void vector_sum_rows(size_t rows, size_t columns, const float *x, float *y) {
  for (size_t row = 0; row < rows; row++) y[row] = row_sum(columns, x + row * columns);
}

CLONED void vector_repeat_columns(size_t rows, size_t columns, const float *x, float *y) {
  for (size_t row = 0; row < rows; row++)
    for (size_t i = 0; i < columns; i++) y[row * columns + i] = x[row];
}

CLONED void vector_copy_rows(size_t rows, size_t columns, size_t x_stride, const float *x,
                             size_t y_stride, float *y) {
  for (size_t row = 0; row < rows; row++)
    memcpy(y + row * y_stride, x + row * x_stride, columns * sizeof(float));
}

CLONED void vector_transpose(size_t rows, size_t columns, const float *x, float *y) {
  for (size_t top = 0; top < rows; top += 16)
    for (size_t column = 0; column < columns; column++)
      for (size_t row = top; row < rows && row < top + 16; row++)
        y[column * rows + row] = x[row * columns + column];
}
