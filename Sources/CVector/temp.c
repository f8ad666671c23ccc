#include "vector_math.h"
INLINE void body(vector_element e, size_t n, const void *g, const void *y, void *o) {
  if (e == vector_bfloat16) { const bfloat16 *G = g, *Y = y; bfloat16 *O = o;
    INDEPENDENT for (size_t i = 0; i < n; i++) O[i] = (int16_t)Y[i] > 0 ? G[i] : 0; }
  else { const float *G = g, *Y = y; float *O = o;
    INDEPENDENT for (size_t i = 0; i < n; i++) O[i] = Y[i] > 0 ? G[i] : 0; }
}
CLONED void vector_rectified_gradient(vector_element e, size_t n, const void *g, const void *y, void *o) { FOR_EACH_ELEMENT(body, e, n, g, y, o); }
