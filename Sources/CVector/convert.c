#include "vector_math.h"

CLONED static void widen(size_t count, const bfloat16 *x, float *y) {
  for (size_t i = 0; i < count; i++) y[i] = widened(x[i]);
}

CLONED static void narrow(size_t count, const float *x, bfloat16 *y) {
  for (size_t i = 0; i < count; i++) y[i] = narrowed(x[i]);
}

void vector_convert(size_t count, vector_element from, const void *x, vector_element to, void *y) {
  if (from == to)
    memcpy(y, x, count * (from == vector_bfloat16 ? 2 : 4));
  else if (from == vector_bfloat16)
    widen(count, x, y);
  else
    narrow(count, x, y);
}
