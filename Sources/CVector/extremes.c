#include "vector_math.h"

CLONED void vector_row_maximum(size_t rows, size_t columns, const float *x, float *y) {
  for (size_t row = 0; row < rows; row++) y[row] = row_maximum(columns, x + row * columns);
}

CLONED void vector_row_maximum_gradient(size_t rows, size_t columns, const float *x,
                                        const float *g, float *y) {
  for (size_t row = 0; row < rows; row++, x += columns, y += columns) {
    size_t place = 0;
    for (size_t i = 1; i < columns; i++) place = x[i] > x[place] ? i : place;
    memset(y, 0, columns * sizeof(float));
    y[place] = g[row];
  }
}

CLONED void vector_log_sum_exp(size_t rows, size_t columns, const float *x, float *y) {
  for (size_t row = 0; row < rows; row++, x += columns) {
    float peak = row_maximum(columns, x), part[16] = {0}, total = 0;
    size_t whole = columns / 16 * 16;
    for (size_t i = 0; i < whole; i += 16)
      for (size_t lane = 0; lane < 16; lane++) part[lane] += fast_exp(x[i + lane] - peak);
    for (size_t i = whole; i < columns; i++) total += fast_exp(x[i] - peak);
    for (size_t lane = 0; lane < 16; lane++) total += part[lane];
    y[row] = peak + fast_log(total);
  }
}
