// Functions of one float that compilers can vectorise: no branches, no tables, no library calls.
#pragma once
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "CVector.h"

// Compiles a function for three instruction sets and picks one when the program starts. Define it
// as nothing to try the loops on the baseline.
#ifndef CLONED
#define CLONED __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#endif
#define INLINE static inline __attribute__((always_inline))
// The iterations of the next loop are independent, also where a result is one of the inputs.
#define INDEPENDENT _Pragma("clang loop vectorize(assume_safety) interleave(enable)")

// sqrtf without its errno, which would keep loops from vectorising.
INLINE float square_root(float x) { return __builtin_elementwise_sqrt(x); }

INLINE float as_float(uint32_t bits) {
  float value;
  memcpy(&value, &bits, sizeof value);
  return value;
}

INLINE uint32_t as_bits(float value) {
  uint32_t bits;
  memcpy(&bits, &value, sizeof bits);
  return bits;
}

// bfloat16 is the upper half of a float; narrowing rounds to the nearest, ties to even.
typedef uint16_t bfloat16;

INLINE float widened(bfloat16 value) { return as_float((uint32_t)value << 16); }

INLINE bfloat16 narrowed(float value) {
  uint32_t bits = as_bits(value);
  uint32_t rounded = (bits + 0x7fffu + ((bits >> 16) & 1)) >> 16;
  // Rounding must not turn a NaN into an infinity.
  return (bfloat16)((bits & 0x7fffffffu) > 0x7f800000u ? (bits >> 16) | 0x40 : rounded);
}

// Number i of an array of either form; with a constant `element` the test costs nothing.
INLINE float load(vector_element element, const void *x, size_t i) {
  return element == vector_bfloat16 ? widened(((const bfloat16 *)x)[i]) : ((const float *)x)[i];
}

INLINE void store(vector_element element, void *y, size_t i, float value) {
  if (element == vector_bfloat16)
    ((bfloat16 *)y)[i] = narrowed(value);
  else
    ((float *)y)[i] = value;
}

// Calls the INLINE function BODY with a constant form of numbers, so that each has its own loop.
#define FOR_EACH_ELEMENT(BODY, ELEMENT, ...)                 \
  do {                                                       \
    if ((ELEMENT) == vector_bfloat16)                        \
      BODY(vector_bfloat16, __VA_ARGS__);                    \
    else                                                     \
      BODY(vector_float32, __VA_ARGS__);                     \
  } while (0)

// Largest number of a row that is not empty, by 16 interleaved comparisons.
INLINE float row_maximum(size_t columns, const float *x) {
  float part[16];
  size_t whole = columns / 16 * 16;
  float peak = x[0];
  if (whole) {
    for (size_t lane = 0; lane < 16; lane++) part[lane] = x[lane];
    for (size_t i = 16; i < whole; i += 16)
      for (size_t lane = 0; lane < 16; lane++)
        part[lane] = x[i + lane] > part[lane] ? x[i + lane] : part[lane];
    for (size_t lane = 0; lane < 16; lane++) peak = part[lane] > peak ? part[lane] : peak;
  }
  for (size_t i = whole; i < columns; i++) peak = x[i] > peak ? x[i] : peak;
  return peak;
}

// e^x = 2^n e^r with |r| <= log(2)/2; the polynomial is that of Cephes' expf (S. L. Moshier).
INLINE float fast_exp(float x) {
  x = x < -87.3f ? -87.3f : x;
  x = x > 88.3f ? 88.3f : x;
  const float round = 12582912.0f;  // 1.5 · 2^23: adding it rounds to an integer
  float n = (x * 1.44269504088896341f + round) - round;
  float r = x - n * 0.693359375f;  // log 2 in two parts, the first exact for all n
  r = r + n * 2.12194440e-4f;
  float p = 1.9875691500e-4f;
  p = p * r + 1.3981999507e-3f;
  p = p * r + 8.3334519073e-3f;
  p = p * r + 4.1665795894e-2f;
  p = p * r + 1.6666665459e-1f;
  p = p * r + 5.0000001201e-1f;
  p = (p * (r * r) + r) + 1.0f;
  return p * as_float((uint32_t)((int32_t)n + 127) << 23);
}

// log(x) = e log 2 + log(m), m in sqrt(1/2)...sqrt(2); the polynomial is that of Cephes' logf.
INLINE float fast_log(float x) {
  uint32_t bits = as_bits(x);
  uint32_t shifted = bits - 0x3f3504f3u;  // bits of sqrt(1/2)
  float e = (float)((int32_t)shifted >> 23);
  float m = as_float((shifted & 0x007fffffu) + 0x3f3504f3u) - 1.0f;
  float z = m * m;
  float p = 7.0376836292e-2f;
  p = p * m - 1.1514610310e-1f;
  p = p * m + 1.1676998740e-1f;
  p = p * m - 1.2420140846e-1f;
  p = p * m + 1.4249322787e-1f;
  p = p * m - 1.6668057665e-1f;
  p = p * m + 2.0000714765e-1f;
  p = p * m - 2.4999993993e-1f;
  p = p * m + 3.3333331174e-1f;
  p = p * m * z + e * -2.12194440e-4f;
  p = p - 0.5f * z;
  return (m + p) + e * 0.693359375f;
}

INLINE float fast_sigmoid(float x) { return 1.0f / (1.0f + fast_exp(-x)); }

// Normal distribution function by erfc's Chebyshev fit, fractional error below 1.2e-7 (Numerical
// Recipes, 2nd ed., section 6.2), so that the left tail keeps its relative accuracy.
INLINE float fast_normal_distribution(float x) {
  float z = fabsf(x) * 0.70710678118654752f;
  float t = 1.0f / (1.0f + 0.5f * z);
  float p = 0.17087277f;
  p = p * t - 0.82215223f;
  p = p * t + 1.48851587f;
  p = p * t - 1.13520398f;
  p = p * t + 0.27886807f;
  p = p * t - 0.18628806f;
  p = p * t + 0.09678418f;
  p = p * t + 0.37409196f;
  p = p * t + 1.00002368f;
  p = p * t - 1.26551223f;
  float tail = 0.5f * t * fast_exp(p - z * z);
  return x < 0 ? tail : 1.0f - tail;
}
