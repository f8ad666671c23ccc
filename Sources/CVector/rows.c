#include "vector_math.h"

INLINE void add_bias(vector_element element, size_t rows, size_t columns, const void *x,
                     const float *bias, void *y) {
  for (size_t at = 0; at < rows * columns; at += columns)
    INDEPENDENT for (size_t i = 0; i < columns; i++)
      store(element, y, at + i, load(element, x, at + i) + bias[i]);
}

CLONED void vector_add_bias(vector_element element, size_t rows, size_t columns, const void *x,
                            const float *bias, void *y) {
  FOR_EACH_ELEMENT(add_bias, element, rows, columns, x, bias, y);
}

INLINE void scale_columns(vector_element element, size_t rows, size_t columns, const void *x,
                          const float *scale, void *y) {
  for (size_t at = 0; at < rows * columns; at += columns)
    INDEPENDENT for (size_t i = 0; i < columns; i++)
      store(element, y, at + i, load(element, x, at + i) * scale[i]);
}

CLONED void vector_scale_columns(vector_element element, size_t rows, size_t columns,
                                 const void *x, const float *scale, void *y) {
  FOR_EACH_ELEMENT(scale_columns, element, rows, columns, x, scale, y);
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

// Rows whose exponentials and logarithms are taken together, and the floats they may fill.
enum { BATCH = 64, ROOM = 1024 };

// sum[row] = sum of e^shifted, shifted = x - maximum of the row; for BATCH rows at most, whose
// elements fit into ROOM.
INLINE void exponential_sums(size_t rows, size_t columns, const float *x, float *shifted,
                             float *sum) {
  float e[ROOM];
  subtract_maximum(rows, columns, x, shifted);
  exponentials(rows * columns, shifted, e);
  for (size_t row = 0; row < rows; row++) sum[row] = row_sum(columns, e + row * columns);
}

// The same of one long row, shifted being left alone.
INLINE float long_exponential_sum(size_t columns, const float *x, float peak) {
  float total = 0, part[BATCH];
  for (size_t start = 0; start < columns; start += BATCH) {
    size_t count = columns - start < BATCH ? columns - start : BATCH;
    for (size_t i = 0; i < count; i++) part[i] = x[start + i] - peak;
    exponentials(count, part, part);
    total += row_sum(count, part);
  }
  return total;
}

// w (log(sum of e^shifted) - shifted), summed over the classes; shifted = x - peak.
INLINE float weighted_loss(size_t columns, float keep, float spread, float logarithm, float peak,
                           const float *x, const float *t, const float *w) {
  float loss = 0;
  for (size_t i = 0; i < columns; i++)
    loss += class_weight(keep, spread, t, w, i) * (logarithm - (x[i] - peak));
  return loss;
}

CLONED void vector_cross_entropy(size_t rows, size_t columns, float smoothing, const float *x,
                                 const float *t, const float *w, float *loss) {
  float keep = 1.0f - smoothing, spread = smoothing / (float)columns;
  if (columns > ROOM / BATCH) {
    for (size_t row = 0; row < rows; row++, x += columns, t += columns) {
      float peak = row_maximum(columns, x);
      float logarithm = fast_log(long_exponential_sum(columns, x, peak));
      loss[row] = weighted_loss(columns, keep, spread, logarithm, peak, x, t, w);
    }
    return;
  }
  float shifted[ROOM], sum[BATCH];
  for (size_t start = 0; start < rows; start += BATCH) {
    size_t count = rows - start < BATCH ? rows - start : BATCH;
    exponential_sums(count, columns, x + start * columns, shifted, sum);
    INDEPENDENT for (size_t row = 0; row < count; row++) sum[row] = fast_log(sum[row]);
    for (size_t row = 0; row < count; row++)
      loss[start + row] =
          weighted_loss(columns, keep, spread, sum[row], 0, shifted + row * columns,
                        t + (start + row) * columns, w);
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

CLONED void vector_transpose(size_t rows, size_t columns, size_t stride, const float *x,
                             float *y) {
  // Squares of 16, so that the lines read and those written both stay in the cache.
  for (size_t top = 0; top < rows; top += 16)
    for (size_t left = 0; left < columns; left += 16) {
      size_t bottom = top + 16 < rows ? top + 16 : rows;
      size_t right = left + 16 < columns ? left + 16 : columns;
      for (size_t column = left; column < right; column++)
        for (size_t row = top; row < bottom; row++)
          y[column * rows + row] = x[row * stride + column];
    }
}
