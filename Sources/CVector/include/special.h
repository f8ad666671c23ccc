// Loops for sequences, special functions, and losses made of them. Conventions as in CVector.h.
#pragma once

// ---- Matrices and tables ----

// y = x where column <= row + columns - rows, else fill; x, y [matrices, rows, columns], columns
// not less than rows
void vector_causal_fill(size_t matrices, size_t rows, size_t columns, float fill, const float *x,
                        float *y);
