#include "activation.h"

INLINE void sigmoid(float x, float *y, float *slope) {
  // From e^-|x| both tails keep their relative accuracy: 1 - y is never typed.
  float e = fast_exp(-fabsf(x));
  float r = 1.0f / (1.0f + e);
  *y = x < 0 ? e * r : r;
  *slope = e * r * r;
}

INLINE void silu(float x, float *y, float *slope) {
  float e = fast_exp(-x);
  float s = 1.0f / (1.0f + e);
  float product = x * s;
  *y = product;
  *slope = s + product * (e * s);
}

INLINE void hyperbolic_tangent(float x, float *y, float *slope) {
  float size = fabsf(x);
  float e = fast_exp(-2.0f * size);
  float r = 1.0f / (1.0f + e);
  float far = (1.0f - e) * r;
  // Near 0 the difference 1 - e cancels; the polynomial is that of Cephes' tanhf.
  float z = x * x;
  float p = -5.70498872745e-3f;
  p = p * z + 2.06390887954e-2f;
  p = p * z - 5.37397155531e-2f;
  p = p * z + 1.33314422036e-1f;
  p = p * z - 3.33332819422e-1f;
  float near = p * z * x + x;
  *y = size < 0.625f ? near : copysignf(far, x);
  *slope = 4.0f * e * r * r;
}

INLINE void relu(float x, float *y, float *slope) {
  *y = x < 0 ? 0 : x;
  *slope = x > 0 ? 1 : 0;
}

INLINE void gelu(float x, float *y, float *slope) {
  float distribution = fast_normal_distribution(x);
  *y = x * distribution;
  *slope = distribution + x * 0.39894228040143268f * fast_exp(-0.5f * x * x);
}

ACTIVATION(vector_sigmoid, sigmoid)
ACTIVATION(vector_silu, silu)
ACTIVATION(vector_tanh, hyperbolic_tangent)
ACTIVATION(vector_relu, relu)
ACTIVATION(vector_gelu, gelu)
