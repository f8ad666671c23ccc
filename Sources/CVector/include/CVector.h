// Element-wise and row-wise loops, the thread team and its barrier.
//
// Written by hand because neither library has them: OpenBLAS has products only, and what stands
// between two products would cost a pass over memory each as separate library calls. The loops
// are plain C that the compiler vectorises, built for AVX-512, AVX2 and baseline x86-64 and
// picked when the program starts (Swift cannot compile one function for several instruction
// sets). No sum is ever split by the number of threads and no loop is compiled with
// reassociation, so that results depend on the inputs and the instruction set only.
//
// Conventions: `count`, `rows`, `columns` are numbers of floats, rows, floats per row; matrices
// are row-major; a result may be the same array as an input unless noted, but may not overlap it
// otherwise. Pointers are never null unless noted.
#pragma once
#include <stddef.h>
#include <stdint.h>

// The form of numbers behind a void pointer; all arithmetic is in float.
typedef enum { vector_float32, vector_bfloat16 } vector_element;

#include "image_norm.h"
#include "images.h"

// ---- Element by element; all arrays [count] ----

// y = first + second, and so on.
void vector_add(vector_element element, size_t count, const void *first, const void *second,
                void *y);
void vector_subtract(vector_element element, size_t count, const void *first, const void *second,
                     void *y);
void vector_multiply(vector_element element, size_t count, const void *first, const void *second,
                     void *y);
void vector_divide(vector_element element, size_t count, const void *first, const void *second,
                   void *y);
// y = factor x
void vector_scale(vector_element element, size_t count, float factor, const void *x, void *y);
// gradient = g where result > 0, else 0
void vector_rectified_gradient(vector_element element, size_t count, const void *g,
                               const void *result, void *gradient);
// y = value
void vector_fill(size_t count, float value, float *y);
// y = x limited to -limit...limit
void vector_clamp(size_t count, float limit, const float *x, float *y);
// y = x²/2 where |x| <= delta, else delta (|x| - delta/2)
void vector_huber(size_t count, float delta, const float *x, float *y);
// y = max(x, 0) - x t + log(1 + exp(-|x|))
void vector_binary_cross_entropy(size_t count, const float *x, const float *t, float *y);
// y = e^x, error at most 2 units in the last place for -87.3 <= x <= 88.3; beyond, the value
// there; NaN stays NaN.
void vector_exp(size_t count, const float *x, float *y);
// y = log x, error at most 2 units in the last place for normal positive x; undefined elsewhere.
void vector_log(size_t count, const float *x, float *y);
// y = x in another form; the arrays may not overlap
void vector_convert(size_t count, vector_element from, const void *x, vector_element to, void *y);
// y = x factor where random(element) >= threshold, else 0. Element i of the arrays is element
// first + i of the tensor; its random word is word i % 4 of Philox4x32-10 with counter
// (i / 4, word, low and high half of step) and key seed.
void vector_dropout(vector_element element, size_t count, size_t first, uint32_t threshold,
                    float factor, uint64_t seed, uint32_t word, uint64_t step, const void *x,
                    void *y);

// ---- Activations: y = f(x + bias), slope = f'(x + bias) ----
// x, y, slope [rows, columns]; bias [columns] or null (none); y or slope may be null (not
// wanted), not both.

typedef void vector_activation(vector_element element, size_t rows, size_t columns,
                               const void *x, const float *bias, void *y, void *slope);
vector_activation vector_sigmoid, vector_tanh, vector_relu, vector_silu, vector_gelu;

// ---- Row by row; x, y [rows, columns] ----

// y = x + bias; bias [columns]
void vector_add_bias(vector_element element, size_t rows, size_t columns, const void *x,
                     const float *bias, void *y);
// y = x scale; scale [columns]
void vector_scale_columns(vector_element element, size_t rows, size_t columns, const void *x,
                          const float *scale, void *y);
// y = softmax of each row, or its logarithm
void vector_softmax(size_t rows, size_t columns, const float *x, float *y);
void vector_log_softmax(size_t rows, size_t columns, const float *x, float *y);
// From a softmax' result and the upstream gradient g: gradient = y (g - sum of g y); of the
// logarithm, gradient = g - e^y (sum of g)
void vector_softmax_gradient(size_t rows, size_t columns, const float *y, const float *g,
                             float *gradient);
void vector_log_softmax_gradient(size_t rows, size_t columns, const float *y, const float *g,
                                 float *gradient);
// loss[row] = -sum of w t' log softmax(x), t' = (1 - smoothing) t + smoothing / columns;
// t [rows, columns]; w [columns] or null (ones); loss [rows]
void vector_cross_entropy(size_t rows, size_t columns, float smoothing, const float *x,
                          const float *t, const float *w, float *loss);
// gradient = g[row] (softmax(x) (sum of w t') - w t'); g [rows]; gradient [rows, columns], not x
// nor t
void vector_cross_entropy_gradient(size_t rows, size_t columns, float smoothing, const float *x,
                                   const float *t, const float *g, const float *w,
                                   float *gradient);
// y = (x - mean) / sqrt(variance + epsilon), mean and variance of the row
void vector_standardize_rows(size_t rows, size_t columns, float epsilon, const float *x,
                             float *y);
// The gradient of the above from x and the upstream gradient g; gradient [rows, columns]
void vector_standardize_rows_gradient(size_t rows, size_t columns, float epsilon, const float *x,
                                      const float *g, float *gradient);
// y[row] = sum of the row; y [rows], not x
void vector_sum_rows(size_t rows, size_t columns, const float *x, float *y);
// y[row, column] = x[row]; x [rows], not y
void vector_repeat_columns(size_t rows, size_t columns, const float *x, float *y);
// y[row, 0..<columns] = x[row, 0..<columns] with other distances between rows; not x
void vector_copy_rows(size_t rows, size_t columns, size_t x_stride, const float *x,
                      size_t y_stride, float *y);
// y[column, row] = x[row, column]; x [rows, columns] with `stride` floats from row to row,
// y [columns, rows], not x
void vector_transpose(size_t rows, size_t columns, size_t stride, const float *x, float *y);

// c = a b, or a bᵀ if transposed; a [rows, inner], b [inner, columns] or [columns, inner],
// c [rows, columns], not a or b; strides are floats from row to row. Each number of c sums over the
// inner index in ascending order by itself, so that a row comes out the same wherever it stands
// and whatever stands beside it, which OpenBLAS does not promise: its kernels for AVX2 take the
// first rows of a matrix in another order than the last.
void vector_matrix_product(size_t rows, size_t columns, size_t inner, const float *a,
                           size_t a_stride, const float *b, size_t b_stride, int transposed,
                           float *c, size_t c_stride);

// ---- Column by column ----
// Every column sums its rows in order, whatever columns the call covers; x [rows, columns] with
// `stride` floats from row to row; y, mean, variance [columns].

// y = sum over rows; y is not x
void vector_sum_columns(size_t rows, size_t columns, size_t stride, const float *x, float *y);
// y = sum over pixels in order; x [pixels, channels], y [channels] in float, not x
void vector_sum_pixels(vector_element element, size_t pixels, size_t channels, const void *x,
                       float *y);
// y = mean over rows of (x - mean)²; y is not x
void vector_column_variance(size_t rows, size_t columns, size_t stride, const float *x,
                            const float *mean, float *y);
// y = (x - mean) / sqrt(variance + epsilon); x, y [rows, columns]
void vector_standardize_columns(vector_element element, size_t rows, size_t columns,
                                float epsilon, const void *x, const float *mean,
                                const float *variance, void *y);
// gradient = (g - mean_g - y mean_gy) / sqrt(variance + epsilon); y, g, gradient
// [rows, columns]; mean_g, mean_gy [columns]
void vector_standardize_columns_gradient(vector_element element, size_t rows, size_t columns,
                                         float epsilon, const void *g, const float *mean_g,
                                         const float *variance, const void *y,
                                         const float *mean_gy, void *gradient);
// Sum of x [count], by 16 interleaved partial sums.
float vector_sum(size_t count, const float *x);
// Sum of squares of x [count], by 16 interleaved partial sums in double precision.
double vector_sum_of_squares(size_t count, const float *x);

// ---- Optimizers; arrays [count]; gradients are multiplied by `gradient_scale` first ----

struct vector_optimizer {
  float learning_rate;
  float gradient_scale;
  // Share of the old first and second moment kept each step.
  float momentum, second_momentum;
  // 1 - momentum and 1 - second_momentum, which floats near 1 would round.
  float share, second_share;
  float epsilon;
  // learning_rate × decay: decoupled; see vector_adam.
  float weight_decay;
  // 1 - momentum^step and 1 - second_momentum^step.
  float first_correction, second_correction;
};

// v = momentum v + g + weight_decay w; w -= rate (nesterov ? g + weight_decay w + momentum v : v)
void vector_sgd(size_t count, const struct vector_optimizer *options, int nesterov, const float *g,
                float *velocity, float *w);
// s = second_momentum s + (1 - second_momentum) g²; w -= rate g / (sqrt(s) + epsilon), g with
// weight_decay w added
void vector_rmsprop(size_t count, const struct vector_optimizer *options, const float *g,
                    float *squares, float *w);
// m, s: moments of g. w -= rate (m / first_correction) / (sqrt(s / second_correction) + epsilon).
// decoupled: w *= 1 - rate weight_decay before; else weight_decay w is added to g.
void vector_adam(size_t count, const struct vector_optimizer *options, int decoupled,
                 const float *g, float *m, float *s, float *w);
// average = keep average + (1 - keep) w
void vector_average(size_t count, float keep, const float *w, float *average);

// ---- Threads ----

// Calls body(context, worker, team) for worker 0..<team, each on its own thread of libgomp's pool
// (worker 0 on the caller's), and returns when all have. team is workers, or fewer where
// OMP_DYNAMIC or OMP_THREAD_LIMIT say so. workers must be positive.
void vector_team(unsigned workers, void (*body)(void *context, unsigned worker, unsigned team),
                 void *context);

// Where the workers of a team wait for each other.
struct vector_barrier;
struct vector_barrier *vector_barrier_create(unsigned workers);
void vector_barrier_destroy(struct vector_barrier *barrier);
// Returns when every worker has called it; spins, and yields the processor after a while.
void vector_barrier_wait(struct vector_barrier *barrier);

#include "special.h"
#include "resample.h"
#include "neighbours.h"
#include "layout.h"
