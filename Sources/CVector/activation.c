#include "vector_math.h"

// Each function sets *y = f(x) and *slope = f'(x); what the caller drops is not computed.

INLINE void sigmoid(float x, float *y, float *slope) {
  // From e^-|x| both tails keep their relative accuracy: 1 - y is never formed.
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

#define LOOP(FUNCTION, ARGUMENT, STORE)       \
  INDEPENDENT for (size_t i = 0; i < columns; i++) { \
    float value, derivative;                  \
    FUNCTION(ARGUMENT, &value, &derivative);  \
    STORE;                                    \
  }

#define ROW(FUNCTION, ARGUMENT)                                                           \
  if (y && slope)                                                                         \
    LOOP(FUNCTION, ARGUMENT,                                                              \
         (store(element, y, at + i, value), store(element, slope, at + i, derivative)))   \
  else if (y)                                                                             \
    LOOP(FUNCTION, ARGUMENT, store(element, y, at + i, value))                            \
  else                                                                                    \
    LOOP(FUNCTION, ARGUMENT, store(element, slope, at + i, derivative))

#define ACTIVATION(NAME, FUNCTION)                                                        \
  INLINE void FUNCTION##_rows(vector_element element, size_t rows, size_t columns,        \
                              const void *x, const float *bias, void *y, void *slope) {   \
    size_t at = 0;                                                                        \
    if (!bias) {                                                                          \
      columns *= rows;                                                                    \
      ROW(FUNCTION, load(element, x, i))                                                  \
      return;                                                                             \
    }                                                                                     \
    for (size_t row = 0; row < rows; row++, at += columns) {                              \
      ROW(FUNCTION, load(element, x, at + i) + bias[i])                                   \
    }                                                                                     \
  }                                                                                       \
  CLONED void NAME(vector_element element, size_t rows, size_t columns, const void *x,    \
                   const float *bias, void *y, void *slope) {                             \
    FOR_EACH_ELEMENT(FUNCTION##_rows, element, rows, columns, x, bias, y, slope);         \
  }

ACTIVATION(vector_sigmoid, sigmoid)
ACTIVATION(vector_silu, silu)
ACTIVATION(vector_tanh, hyperbolic_tangent)
ACTIVATION(vector_relu, relu)
ACTIVATION(vector_gelu, gelu)
