// Makes a loop over rows of a function that sets *y = f(x) and *slope = f'(x); what the caller
// drops is not computed.
#pragma once
#include "vector_math.h"

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
