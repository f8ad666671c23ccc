// The gamma function's logarithm and derivatives in double precision, for positive x; NaN for
// others. Below 8 the recurrence leads to x + 8, from there on the asymptotic series hold
// (Abramowitz & Stegun 1964, 6.1.40, 6.3.18, 6.4.12).
#pragma once
#include "vector_math.h"

// Natural logarithm of a normal positive x, without a branch: 2 artanh((m - 1) / (m + 1)) by its
// series, m in sqrt(1/2)...sqrt(2).
INLINE double double_log(double x) {
  uint64_t bits;
  memcpy(&bits, &x, sizeof bits);
  uint64_t shifted = bits - 0x3fe6a09e667f3bcdu;  // bits of sqrt(1/2)
  double e = (double)(int32_t)((int64_t)shifted >> 52);
  uint64_t mantissa = (shifted & 0x000fffffffffffffu) + 0x3fe6a09e667f3bcdu;
  double m;
  memcpy(&m, &mantissa, sizeof m);
  double s = (m - 1) / (m + 1), z = s * s;
  double p = 1.0 / 23;
  p = p * z + 1.0 / 21;
  p = p * z + 1.0 / 19;
  p = p * z + 1.0 / 17;
  p = p * z + 1.0 / 15;
  p = p * z + 1.0 / 13;
  p = p * z + 1.0 / 11;
  p = p * z + 1.0 / 9;
  p = p * z + 1.0 / 7;
  p = p * z + 1.0 / 5;
  p = p * z + 1.0 / 3;
  return e * 0.69314718055994530942 + (2 * s + 2 * s * z * p);
}

INLINE double log_gamma(double x) {
  double product = x;
  for (int i = 1; i < 8; i++) product *= x + i;
  double z = x < 8 ? x + 8 : x;
  double r = 1 / z, q = r * r;
  double p = -3617.0 / 122400;
  p = p * q + 1.0 / 156;
  p = p * q - 691.0 / 360360;
  p = p * q + 1.0 / 1188;
  p = p * q - 1.0 / 1680;
  p = p * q + 1.0 / 1260;
  p = p * q - 1.0 / 360;
  p = p * q + 1.0 / 12;
  double series = (z - 0.5) * double_log(z) - z + 0.91893853320467274178 + p * r;
  double result = series - (x < 8 ? double_log(product) : 0);
  return x > 0 ? result : NAN;
}

INLINE double digamma(double x) {
  // The sum of 1 / (x + i) is the product's derivative over the product.
  double product = x, derivative = 1;
  for (int i = 1; i < 8; i++) {
    derivative = derivative * (x + i) + product;
    product *= x + i;
  }
  double z = x < 8 ? x + 8 : x;
  double r = 1 / z, q = r * r;
  double p = -3617.0 / 8160;
  p = p * q + 1.0 / 12;
  p = p * q - 691.0 / 32760;
  p = p * q + 1.0 / 132;
  p = p * q - 1.0 / 240;
  p = p * q + 1.0 / 252;
  p = p * q - 1.0 / 120;
  p = p * q + 1.0 / 12;
  double result = double_log(z) - 0.5 * r - p * q - (x < 8 ? derivative / product : 0);
  return x > 0 ? result : NAN;
}

INLINE double trigamma(double x) {
  double sum = 0;
  for (int i = 0; i < 8; i++) sum += 1 / ((x + i) * (x + i));
  double z = x < 8 ? x + 8 : x;
  double r = 1 / z, q = r * r;
  double p = -3617.0 / 510;
  p = p * q + 7.0 / 6;
  p = p * q - 691.0 / 2730;
  p = p * q + 5.0 / 66;
  p = p * q - 1.0 / 30;
  p = p * q + 1.0 / 42;
  p = p * q - 1.0 / 30;
  p = p * q + 1.0 / 6;
  double result = r + 0.5 * q + p * q * r + (x < 8 ? sum : 0);
  return x > 0 ? result : NAN;
}
