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
