#include "vector_math.h"

// Sums stand in registers, a tile of rows and columns at a time, while the inner index runs; the
// second factor's part for a tile stays in the nearest cache. Neither the number of rows nor a
// row's place among them changes which numbers meet in what order.
enum { lane_count = 8, tile_rows = 6, tile_vectors = 2, panel_columns = tile_vectors * lane_count };
// Inner indices at a time: a panel of so many takes half of the nearest cache.
enum { depth = 256 };
// Rows of the second factor farther apart than this are copied together before they are used.
enum { widest_plain_stride = 256 };
typedef float lanes __attribute__((vector_size(4 * lane_count), aligned(4)));

// Unrolled in full, so that arrays of vectors become registers.
#define EACH(INDEX, COUNT) \
  _Pragma("clang loop unroll(full)") for (int INDEX = 0; INDEX < COUNT; INDEX++)

// c = a b, or c + a b; a [rows, inner], b [inner, vectors lanes]
INLINE void tile(int rows, int vectors, size_t inner, const float *a, size_t aStride,
                 const float *b, size_t bStride, float *c, size_t cStride, int adds) {
  lanes sum[tile_rows][tile_vectors], second[tile_vectors];
  EACH(i, rows) EACH(j, vectors)
    sum[i][j] = adds ? *(const lanes *)(c + i * cStride + j * lane_count) : (lanes){0};
  for (size_t k = 0; k < inner; k++, b += bStride) {
    EACH(j, vectors) second[j] = *(const lanes *)(b + j * lane_count);
    EACH(i, rows) {
      float x = a[i * aStride + k];
      lanes first = {x, x, x, x, x, x, x, x};
      EACH(j, vectors) sum[i][j] += first * second[j];
    }
  }
  EACH(i, rows) EACH(j, vectors) *(lanes *)(c + i * cStride + j * lane_count) = sum[i][j];
}

// The same for any number of rows.
INLINE void panel(int vectors, size_t rows, size_t inner, const float *a, size_t aStride,
                  const float *b, size_t bStride, float *c, size_t cStride, int adds) {
  for (; rows >= tile_rows; rows -= tile_rows, a += tile_rows * aStride, c += tile_rows * cStride)
    tile(tile_rows, vectors, inner, a, aStride, b, bStride, c, cStride, adds);
  if (rows >= 4) {
    tile(4, vectors, inner, a, aStride, b, bStride, c, cStride, adds);
    rows -= 4, a += 4 * aStride, c += 4 * cStride;
  }
  if (rows >= 2) {
    tile(2, vectors, inner, a, aStride, b, bStride, c, cStride, adds);
    rows -= 2, a += 2 * aStride, c += 2 * cStride;
  }
  if (rows) tile(1, vectors, inner, a, aStride, b, bStride, c, cStride, adds);
}

// Eight columns of eight rows of `from`, as eight rows of `to`.
INLINE void transpose_eight(const float *from, size_t stride, float *to, size_t toStride) {
  lanes row[8], pair[8], four[8];
  EACH(i, 8) row[i] = *(const lanes *)(from + i * stride);
  EACH(i, 4) {
    lanes one = row[2 * i], other = row[2 * i + 1];
    pair[2 * i] = __builtin_shufflevector(one, other, 0, 8, 1, 9, 4, 12, 5, 13);
    pair[2 * i + 1] = __builtin_shufflevector(one, other, 2, 10, 3, 11, 6, 14, 7, 15);
  }
  EACH(i, 2) EACH(j, 2) {
    lanes one = pair[4 * i + j], other = pair[4 * i + j + 2];
    four[4 * i + 2 * j] = __builtin_shufflevector(one, other, 0, 1, 8, 9, 4, 5, 12, 13);
    four[4 * i + 2 * j + 1] = __builtin_shufflevector(one, other, 2, 3, 10, 11, 6, 7, 14, 15);
  }
  EACH(i, 4) {
    lanes one = four[i], other = four[i + 4];
    *(lanes *)(to + i * toStride) = __builtin_shufflevector(one, other, 0, 1, 2, 3, 8, 9, 10, 11);
    *(lanes *)(to + (i + 4) * toStride) =
        __builtin_shufflevector(one, other, 4, 5, 6, 7, 12, 13, 14, 15);
  }
}

// packed [inner, padded] = b [inner, width]; zeros beside it
INLINE void pack_rows(size_t inner, size_t width, size_t padded, const float *b, size_t bStride,
                      float *packed) {
  for (size_t k = 0; k < inner; k++, b += bStride, packed += padded) {
    if (width == padded) {
      memcpy(packed, b, padded * sizeof *b);
      continue;
    }
    for (size_t j = 0; j < width; j++) packed[j] = b[j];
    for (size_t j = width; j < padded; j++) packed[j] = 0;
  }
}

// The same of b [width, inner].
INLINE void pack_columns(size_t inner, size_t width, size_t padded, const float *b,
                         size_t bStride, float *packed) {
  for (size_t j = 0; j < padded; j += lane_count) {
    size_t k = 0;
    if (j + lane_count <= width)
      for (; k + lane_count <= inner; k += lane_count)
        transpose_eight(b + j * bStride + k, bStride, packed + k * padded + j, padded);
    for (; k < inner; k++)
      for (size_t i = j; i < j + lane_count; i++)
        packed[k * padded + i] = i < width ? b[i * bStride + k] : 0;
  }
}

// A panel fewer columns wide than its vectors, whose sums therefore pass through a copy.
INLINE void narrow_panel(int vectors, size_t rows, size_t inner, size_t width, const float *a,
                         size_t aStride, const float *b, float *c, size_t cStride, int adds) {
  enum { most = 8 * tile_rows };
  float sums[most * panel_columns];
  size_t padded = (size_t)vectors * lane_count;
  if (adds) memset(sums, 0, sizeof sums);
  for (; rows; a += most * aStride, c += most * cStride) {
    size_t count = rows < most ? rows : most;
    if (adds)
      for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < width; j++) sums[i * padded + j] = c[i * cStride + j];
    panel(vectors, count, inner, a, aStride, b, padded, sums, padded, adds);
    for (size_t i = 0; i < count; i++)
      for (size_t j = 0; j < width; j++) c[i * cStride + j] = sums[i * padded + j];
    rows -= count;
  }
}

INLINE void columns_product(int vectors, size_t rows, size_t inner, size_t width, const float *a,
                            size_t aStride, const float *b, size_t bStride, int isTransposed,
                            float *c, size_t cStride, int adds) {
  size_t padded = (size_t)vectors * lane_count;
  if (!isTransposed && width == padded && bStride <= widest_plain_stride) {
    panel(vectors, rows, inner, a, aStride, b, bStride, c, cStride, adds);
    return;
  }
  float packed[depth * panel_columns];
  if (isTransposed)
    pack_columns(inner, width, padded, b, bStride, packed);
  else
    pack_rows(inner, width, padded, b, bStride, packed);
  if (width == padded)
    panel(vectors, rows, inner, a, aStride, packed, padded, c, cStride, adds);
  else
    narrow_panel(vectors, rows, inner, width, a, aStride, packed, c, cStride, adds);
}

CLONED void vector_matrix_product(size_t rows, size_t columns, size_t inner, const float *a,
                                  size_t aStride, const float *b, size_t bStride,
                                  int isTransposed, float *c, size_t cStride) {
  if (!inner)
    for (size_t i = 0; i < rows; i++)
      for (size_t j = 0; j < columns; j++) c[i * cStride + j] = 0;
  for (size_t k = 0; k < inner; k += depth) {
    size_t part = inner - k < depth ? inner - k : depth;
    for (size_t j = 0; j < columns; j += panel_columns) {
      size_t width = columns - j < panel_columns ? columns - j : panel_columns;
      const float *from = b + (isTransposed ? j * bStride + k : k * bStride + j);
      if (width > lane_count)
        columns_product(2, rows, part, width, a + k, aStride, from, bStride, isTransposed, c + j,
                        cStride, k > 0);
      else
        columns_product(1, rows, part, width, a + k, aStride, from, bStride, isTransposed, c + j,
                        cStride, k > 0);
    }
  }
}
