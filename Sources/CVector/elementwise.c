#include "vector_math.h"

#define BINARY(NAME, OPERATOR)                                                           \
  INLINE void NAME##_each(vector_element element, size_t count, const void *first,      \
                          const void *second, void *y) {                                \
    INDEPENDENT for (size_t i = 0; i < count; i++)                                      \
      store(element, y, i, load(element, first, i) OPERATOR load(element, second, i));  \
  }                                                                                     \
  CLONED void NAME(vector_element element, size_t count, const void *first,             \
                   const void *second, void *y) {                                       \
    FOR_EACH_ELEMENT(NAME##_each, element, count, first, second, y);                    \
  }

BINARY(vector_add, +)
BINARY(vector_subtract, -)
BINARY(vector_multiply, *)
BINARY(vector_divide, /)

INLINE void scale_each(vector_element element, size_t count, float factor, const void *x,
                       void *y) {
  INDEPENDENT for (size_t i = 0; i < count; i++)
    store(element, y, i, factor * load(element, x, i));
}

CLONED void vector_scale(vector_element element, size_t count, float factor, const void *x,
                         void *y) {
  FOR_EACH_ELEMENT(scale_each, element, count, factor, x, y);
}

INLINE void rectified_gradient(vector_element element, size_t count, const void *g,
                               const void *result, void *gradient) {
  INDEPENDENT for (size_t i = 0; i < count; i++) {
    // The bits as they are: nothing is rounded.
    if (element == vector_bfloat16)
      ((bfloat16 *)gradient)[i] =
          (int16_t)((const bfloat16 *)result)[i] > 0 ? ((const bfloat16 *)g)[i] : 0;
    else
      ((float *)gradient)[i] = ((const float *)result)[i] > 0 ? ((const float *)g)[i] : 0;
  }
}

CLONED void vector_rectified_gradient(vector_element element, size_t count, const void *g,
                                      const void *result, void *gradient) {
  FOR_EACH_ELEMENT(rectified_gradient, element, count, g, result, gradient);
}

CLONED void vector_fill(size_t count, float value, float *y) {
  for (size_t i = 0; i < count; i++) y[i] = value;
}

CLONED void vector_clamp(size_t count, float limit, const float *x, float *y) {
  INDEPENDENT for (size_t i = 0; i < count; i++) {
    float low = x[i] < -limit ? -limit : x[i];
    y[i] = low > limit ? limit : low;
  }
}

CLONED void vector_huber(size_t count, float delta, const float *x, float *y) {
  INDEPENDENT for (size_t i = 0; i < count; i++) {
    float size = fabsf(x[i]);
    y[i] = size <= delta ? 0.5f * size * size : delta * (size - 0.5f * delta);
  }
}

CLONED void vector_binary_cross_entropy(size_t count, const float *x, const float *t, float *y) {
  INDEPENDENT for (size_t i = 0; i < count; i++) {
    float e = fast_exp(-fabsf(x[i]));
    // log(1 + e) with the rounding error of 1 + e put back, for small e.
    float u = 1.0f + e;
    float log1p = fast_log(u) + (e - (u - 1.0f)) / u;
    y[i] = (x[i] > 0 ? x[i] : 0) - x[i] * t[i] + log1p;
  }
}

CLONED void vector_exp(size_t count, const float *x, float *y) {
  INDEPENDENT for (size_t i = 0; i < count; i++) y[i] = fast_exp(x[i]);
}

CLONED void vector_log(size_t count, const float *x, float *y) {
  INDEPENDENT for (size_t i = 0; i < count; i++) y[i] = fast_log(x[i]);
}

CLONED float vector_sum(size_t count, const float *x) {
  float part[16] = {0};
  size_t whole = count / 16 * 16;
  for (size_t i = 0; i < whole; i += 16)
    for (size_t lane = 0; lane < 16; lane++) part[lane] += x[i + lane];
  for (size_t i = whole; i < count; i++) part[i - whole] += x[i];
  float total = 0;
  for (size_t lane = 0; lane < 16; lane++) total += part[lane];
  return total;
}

CLONED double vector_sum_of_squares(size_t count, const float *x) {
  double part[16] = {0};
  size_t whole = count / 16 * 16;
  for (size_t i = 0; i < whole; i += 16)
    for (size_t lane = 0; lane < 16; lane++) part[lane] += (double)x[i + lane] * x[i + lane];
  for (size_t i = whole; i < count; i++) part[i - whole] += (double)x[i] * x[i];
  double total = 0;
  for (size_t lane = 0; lane < 16; lane++) total += part[lane];
  return total;
}
