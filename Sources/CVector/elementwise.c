#include "vector_math.h"

#define BINARY(NAME, OPERATOR)                                                          \
  CLONED void NAME(size_t count, const float *first, const float *second, float *y) {   \
    INDEPENDENT for (size_t i = 0; i < count; i++) y[i] = first[i] OPERATOR second[i];  \
  }

BINARY(vector_add, +)
BINARY(vector_subtract, -)
BINARY(vector_multiply, *)
BINARY(vector_divide, /)

CLONED void vector_scale(size_t count, float factor, const float *x, float *y) {
  INDEPENDENT for (size_t i = 0; i < count; i++) y[i] = factor * x[i];
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
