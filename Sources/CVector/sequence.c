#include "vector_math.h"

CLONED void vector_causal_fill(size_t matrices, size_t rows, size_t columns, float fill,
                               const float *x, float *y) {
  for (size_t row = 0; row < matrices * rows; row++, x += columns, y += columns) {
    size_t kept = row % rows + columns - rows + 1;
    if (x != y) memcpy(y, x, kept * sizeof(float));
    for (size_t i = kept; i < columns; i++) y[i] = fill;
  }
}

// The entry an index stands for, or `entries`; NaN compares false.
INLINE size_t entry_of(float index, size_t entries) {
  if (!(index >= 0 && index < (float)entries)) return entries;
  size_t entry = (size_t)index;
  return entry < entries ? entry : entries;
}

void vector_embedding(size_t rows, size_t entries, size_t width, const float *table,
                      const float *indices, float *y) {
  for (size_t row = 0; row < rows; row++, y += width) {
    size_t entry = entry_of(indices[row], entries);
    if (entry < entries)
      memcpy(y, table + entry * width, width * sizeof(float));
    else
      memset(y, 0, width * sizeof(float));
  }
}

CLONED void vector_embedding_gradient(size_t rows, size_t entries, size_t width, size_t columns,
                                      const float *indices, const float *g, float *y) {
  for (size_t entry = 0; entry < entries; entry++)
    memset(y + entry * width, 0, columns * sizeof(float));
  for (size_t row = 0; row < rows; row++) {
    size_t entry = entry_of(indices[row], entries);
    if (entry == entries) continue;
    const float *from = g + row * width;
    float *to = y + entry * width;
    INDEPENDENT for (size_t i = 0; i < columns; i++) to[i] += from[i];
  }
}
