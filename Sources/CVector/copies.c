#include "vector_math.h"

void vector_copy_runs(size_t rows, size_t bytes, size_t x_stride, const void *x, size_t y_stride,
                      void *y) {
  for (size_t row = 0; row < rows; row++)
    memcpy((char *)y + row * y_stride, (const char *)x + row * x_stride, bytes);
}

// Side of the squares that are turned at once, so that lines read and written stay in the cache.
enum { SQUARE = 16 };

INLINE void copy_number(vector_element element, const void *x, size_t from, void *y, size_t to) {
  if (element == vector_bfloat16)
    ((bfloat16 *)y)[to] = ((const bfloat16 *)x)[from];
  else
    ((float *)y)[to] = ((const float *)x)[from];
}

// A matrix whose rows lie `rise` apart in x and `step` apart in y, columns `run` apart in x and
// side by side in y.
INLINE void turn(vector_element element, size_t rows, size_t columns, size_t rise, size_t run,
                 size_t step, const void *x, size_t from, void *y, size_t to) {
  for (size_t top = 0; top < rows; top += SQUARE)
    for (size_t left = 0; left < columns; left += SQUARE) {
      size_t bottom = top + SQUARE < rows ? top + SQUARE : rows;
      size_t right = left + SQUARE < columns ? left + SQUARE : columns;
      for (size_t row = top; row < bottom; row++)
        for (size_t column = left; column < right; column++)
          copy_number(element, x, from + row * rise + column * run, y, to + row * step + column);
    }
}

// Walks over all axes but the last and `other`, which is turned together with it.
INLINE void permute(vector_element element, const struct vector_order *order, size_t other,
                    const void *x, void *y) {
  size_t last = order->rank - 1, steps[8], index[8] = {0}, count = 1, from = 0, to = 0;
  for (size_t axis = order->rank, step = 1; axis-- > 0; step *= order->sides[axis])
    steps[axis] = step;
  for (size_t axis = 0; axis < last; axis++)
    if (axis != other) count *= order->sides[axis];
  size_t rows = other < last ? order->sides[other] : 1;
  for (; count > 0; count--) {
    turn(element, rows, order->sides[last], order->strides[other], order->strides[last],
         steps[other], x, from, y, to);
    for (size_t axis = last; axis-- > 0;) {
      if (axis == other) continue;
      from += order->strides[axis];
      to += steps[axis];
      if (++index[axis] < order->sides[axis]) break;
      from -= order->strides[axis] * order->sides[axis];
      to -= steps[axis] * order->sides[axis];
      index[axis] = 0;
    }
  }
}

void vector_permute(vector_element element, const struct vector_order *order, const void *x,
                    void *y) {
  // The axis whose neighbours are neighbours in x, or the last but one.
  size_t last = order->rank - 1, other = last > 0 ? last - 1 : 0;
  for (size_t axis = 0; axis < last; axis++)
    if (order->strides[axis] == 1 && order->sides[axis] > 1) other = axis;
  FOR_EACH_ELEMENT(permute, element, order, other, x, y);
}
