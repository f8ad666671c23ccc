// Loops for sequences, special functions, and losses made of them. Conventions as in CVector.h.
#pragma once

// ---- Matrices and tables ----

// y = x where column <= row + columns - rows, else fill; x, y [matrices, rows, columns], columns
// not less than rows
void vector_causal_fill(size_t matrices, size_t rows, size_t columns, float fill, const float *x,
                        float *y);
// y[row] = the row of the table its index stands for; zeros where it is not in 0..<entries.
// table [entries, width]; indices [rows]; y [rows, width]
void vector_embedding(size_t rows, size_t entries, size_t width, const float *table,
                      const float *indices, float *y);
// y[entry] = sum, in order, of the rows of g whose index stands for the entry, for `columns` of
// `width` columns; g [rows, width], y [entries, width], both from the first of the columns
void vector_embedding_gradient(size_t rows, size_t entries, size_t width, size_t columns,
                               const float *indices, const float *g, float *y);

// ---- Functions of one variable, as the activations in CVector.h ----

vector_activation vector_exponential, vector_square_root, vector_square, vector_absolute,
    vector_reciprocal, vector_leaky_relu, vector_elu, vector_selu, vector_softplus,
    vector_log_sigmoid, vector_softsign, vector_hard_sigmoid, vector_hard_swish, vector_mish;
// Minus infinity at 0, NaN below
vector_activation vector_logarithm;
// x log x, 0 at 0; NaN below
vector_activation vector_times_logarithm;
vector_activation vector_log_cosh;
// The gamma function's logarithm and that one's derivative for positive x, right to a unit in the
// last place; NaN for others
vector_activation vector_log_gamma, vector_digamma;

// ---- Element by element; all arrays [count] ----

// y = x + distance
void vector_offset(size_t count, float distance, const float *x, float *y);
// y = x to the power of an exponent; NaN for negative x unless the exponent is whole
void vector_power(size_t count, float exponent, const float *x, float *y);
// y = x limited to low...high, and whether x lies there, as 1 or 0
void vector_limit(size_t count, float low, float high, const float *x, float *y);
void vector_within(size_t count, float low, float high, const float *x, float *y);
void vector_maximum(size_t count, const float *first, const float *second, float *y);
void vector_minimum(size_t count, const float *first, const float *second, float *y);
// y = 1 where first > second, 1/2 where they are equal, else 0
void vector_is_greater(size_t count, const float *first, const float *second, float *y);
// y = numbers of the standard normal distribution, by Box and Muller from Philox4x32-10 as in
// vector_dropout: words 0 and 1 give elements 0 and 1 of four, 2 and 3 the others
void vector_gaussian_noise(size_t count, size_t first, uint64_t seed, uint32_t word,
                           uint64_t step, float *y);

// ---- Row by row; x [rows, columns], columns not 0 ----

// y[row] = the largest of the row
void vector_row_maximum(size_t rows, size_t columns, const float *x, float *y);
// y = g[row] at the first of the largest of the row, else 0; y [rows, columns], not x
void vector_row_maximum_gradient(size_t rows, size_t columns, const float *x, const float *g,
                                 float *y);
// y[row] = log of the sum of e^x
void vector_log_sum_exp(size_t rows, size_t columns, const float *x, float *y);

// loss[row] = sum over questions of -log P(k | a), P the Dirichlet-multinomial distribution of
// votes k under concentrations a; 0 for a question without votes. Question q has the columns
// bounds[2 q] ..< bounds[2 q + 1]. a, k [rows, columns]; in double precision
void vector_dirichlet_multinomial(size_t rows, size_t columns, size_t questions,
                                  const int32_t *bounds, const float *a, const float *k,
                                  float *loss);
// Its gradient with respect to a, times g[row]; gradient [rows, columns], not a nor k
void vector_dirichlet_multinomial_gradient(size_t rows, size_t columns, size_t questions,
                                           const int32_t *bounds, const float *a, const float *k,
                                           const float *g, float *gradient);
