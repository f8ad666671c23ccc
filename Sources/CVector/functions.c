#include <float.h>

#include "activation.h"

// Each function sets *y = f(x) and *slope = f'(x); what the caller drops is not computed.

INLINE void exponential(float x, float *y, float *slope) { *y = *slope = fast_exp(x); }

// log x for every float: minus infinity at 0, NaN below.
INLINE float any_log(float x) {
  int is_small = x < FLT_MIN;
  float result = fast_log(is_small ? x * 0x1p24f : x) - (is_small ? 16.63553233343869f : 0);
  result = x > FLT_MAX ? x : result;
  result = x == 0 ? -INFINITY : result;
  return x >= 0 ? result : NAN;
}

INLINE void natural_logarithm(float x, float *y, float *slope) {
  *y = any_log(x);
  *slope = 1.0f / x;
}

INLINE void times_logarithm(float x, float *y, float *slope) {
  float logarithm = any_log(x);
  *y = x == 0 ? 0 : x * logarithm;
  *slope = logarithm + 1.0f;
}

INLINE void root(float x, float *y, float *slope) {
  *y = square_root(x);
  *slope = 0.5f / square_root(x);
}

INLINE void square(float x, float *y, float *slope) {
  *y = x * x;
  *slope = 2.0f * x;
}

INLINE void absolute(float x, float *y, float *slope) {
  *y = fabsf(x);
  *slope = x > 0 ? 1.0f : x < 0 ? -1.0f : 0.0f;
}

INLINE void reciprocal(float x, float *y, float *slope) {
  float r = 1.0f / x;
  *y = r;
  *slope = -r * r;
}

INLINE void leaky_relu(float x, float *y, float *slope) {
  *slope = x > 0 ? 1.0f : 0.01f;
  *y = x > 0 ? x : 0.01f * x;
}

// e^x - 1; near 0, where the difference cancels, by its series.
INLINE float fast_exp_minus_one(float x) {
  float p = 1.9841269841e-4f;
  p = p * x + 1.3888888889e-3f;
  p = p * x + 8.3333333333e-3f;
  p = p * x + 4.1666666667e-2f;
  p = p * x + 1.6666666667e-1f;
  p = p * x + 0.5f;
  float near = p * (x * x) + x;
  return fabsf(x) < 0.35f ? near : fast_exp(x) - 1.0f;
}

INLINE void scaled_elu(float x, float scale, float alpha, float *y, float *slope) {
  *y = scale * (x > 0 ? x : alpha * fast_exp_minus_one(x));
  *slope = scale * (x > 0 ? 1.0f : alpha * fast_exp(x));
}

INLINE void elu(float x, float *y, float *slope) { scaled_elu(x, 1.0f, 1.0f, y, slope); }

INLINE void selu(float x, float *y, float *slope) {
  scaled_elu(x, 1.05070098735548049f, 1.67326324235437728f, y, slope);
}

// log(1 + e) with the rounding error of 1 + e put back, for small e.
INLINE float log_one_plus(float e) {
  float u = 1.0f + e;
  return fast_log(u) + (e - (u - 1.0f)) / u;
}

INLINE void softplus(float x, float *y, float *slope) {
  float e = fast_exp(-fabsf(x));
  float r = 1.0f / (1.0f + e);
  *y = (x > 0 ? x : 0) + log_one_plus(e);
  *slope = x < 0 ? e * r : r;
}

INLINE void log_sigmoid(float x, float *y, float *slope) {
  softplus(-x, y, slope);
  *y = -*y;
}

INLINE void softsign(float x, float *y, float *slope) {
  float r = 1.0f / (1.0f + fabsf(x));
  *y = x * r;
  *slope = r * r;
}

INLINE float ramp(float x) {
  float y = x * (1.0f / 6.0f) + 0.5f;
  y = y < 0 ? 0 : y;
  return y > 1.0f ? 1.0f : y;
}

INLINE void hard_sigmoid(float x, float *y, float *slope) {
  *y = ramp(x);
  *slope = fabsf(x) < 3.0f ? 1.0f / 6.0f : 0;
}

INLINE void hard_swish(float x, float *y, float *slope) {
  *slope = x <= -3.0f ? 0 : x >= 3.0f ? 1.0f : x * (1.0f / 3.0f) + 0.5f;
  *y = x * ramp(x);
}

// tanh(log(1 + e^x)) = n / (n + 2) with n = e^x (e^x + 2); beyond 20 it is 1 in single precision.
INLINE void mish(float x, float *y, float *slope) {
  float e = fast_exp(x < 20.0f ? x : 20.0f);
  float n = e * (e + 2.0f);
  float r = 1.0f / (n + 2.0f);
  *y = x * (n * r);
  *slope = n * r + x * (4.0f * (e * r) * ((1.0f + e) * r));
}

INLINE void log_cosh(float x, float *y, float *slope) {
  float size = fabsf(x), z = x * x;
  float far = size + (log_one_plus(fast_exp(-2.0f * size)) - 0.69314718055994531f);
  // The series of log cosh, coefficients 1/2, -1/12, 1/45, -17/2520, 31/14175, -691/935550.
  float p = -7.3860296e-4f;
  p = p * z + 2.1869489e-3f;
  p = p * z - 6.7460317e-3f;
  p = p * z + 2.2222222e-2f;
  p = p * z - 8.3333333e-2f;
  p = p * z + 0.5f;
  float t = fast_exp_minus_one(-2.0f * size);
  float tangent = -t / (2.0f + t);
  *y = size < 0.5f ? p * z : far;
  *slope = copysignf(tangent, x);
}

ACTIVATION(vector_exponential, exponential)
ACTIVATION(vector_logarithm, natural_logarithm)
ACTIVATION(vector_times_logarithm, times_logarithm)
ACTIVATION(vector_square_root, root)
ACTIVATION(vector_square, square)
ACTIVATION(vector_absolute, absolute)
ACTIVATION(vector_reciprocal, reciprocal)
ACTIVATION(vector_leaky_relu, leaky_relu)
ACTIVATION(vector_elu, elu)
ACTIVATION(vector_selu, selu)
ACTIVATION(vector_softplus, softplus)
ACTIVATION(vector_log_sigmoid, log_sigmoid)
ACTIVATION(vector_softsign, softsign)
ACTIVATION(vector_hard_sigmoid, hard_sigmoid)
ACTIVATION(vector_hard_swish, hard_swish)
ACTIVATION(vector_mish, mish)
ACTIVATION(vector_log_cosh, log_cosh)

#include "gamma_functions.h"

INLINE void log_gamma_and_slope(float x, float *y, float *slope) {
  *y = (float)log_gamma(x);
  *slope = (float)digamma(x);
}

INLINE void digamma_and_slope(float x, float *y, float *slope) {
  *y = (float)digamma(x);
  *slope = (float)trigamma(x);
}

ACTIVATION(vector_log_gamma, log_gamma_and_slope)
ACTIVATION(vector_digamma, digamma_and_slope)

// ---- Two arguments, or properties ----

void vector_power(size_t count, float exponent, const float *x, float *y) {
  for (size_t i = 0; i < count; i++) y[i] = powf(x[i], exponent);
}

CLONED void vector_offset(size_t count, float distance, const float *x, float *y) {
  INDEPENDENT for (size_t i = 0; i < count; i++) y[i] = x[i] + distance;
}

CLONED void vector_limit(size_t count, float low, float high, const float *x, float *y) {
  INDEPENDENT for (size_t i = 0; i < count; i++) {
    float limited = x[i] < low ? low : x[i];
    y[i] = limited > high ? high : limited;
  }
}

CLONED void vector_within(size_t count, float low, float high, const float *x, float *y) {
  INDEPENDENT for (size_t i = 0; i < count; i++)
    y[i] = (float)((x[i] >= low) & (x[i] <= high));
}

CLONED void vector_maximum(size_t count, const float *first, const float *second, float *y) {
  INDEPENDENT for (size_t i = 0; i < count; i++)
    y[i] = first[i] > second[i] ? first[i] : second[i];
}

CLONED void vector_minimum(size_t count, const float *first, const float *second, float *y) {
  INDEPENDENT for (size_t i = 0; i < count; i++)
    y[i] = first[i] < second[i] ? first[i] : second[i];
}

CLONED void vector_is_greater(size_t count, const float *first, const float *second, float *y) {
  INDEPENDENT for (size_t i = 0; i < count; i++)
    y[i] = first[i] > second[i] ? 1.0f : first[i] == second[i] ? 0.5f : 0.0f;
}
