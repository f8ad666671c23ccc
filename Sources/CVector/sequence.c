#include "vector_math.h"

CLONED void vector_causal_fill(size_t matrices, size_t rows, size_t columns, float fill,
                               const float *x, float *y) {
  for (size_t row = 0; row < matrices * rows; row++, x += columns, y += columns) {
    size_t kept = row % rows + columns - rows + 1;
    if (x != y) memcpy(y, x, kept * sizeof(float));
    for (size_t i = kept; i < columns; i++) y[i] = fill;
  }
}
