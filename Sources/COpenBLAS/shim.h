#include <cblas.h>
#include <stddef.h>

// LAPACK's eigenvalues and eigenvectors of a symmetric matrix, those of a range only: OpenBLAS
// holds the routine, but its headers do not name it. All arguments by reference, matrices by
// columns, and the lengths of the three words at the end, as Fortran's compilers pass them.
void dsyevr_(const char *job, const char *range, const char *triangle, const int *order,
             double *matrix, const int *stride, const double *above, const double *upTo,
             const int *first, const int *last, const double *tolerance, int *found,
             double *values, double *vectors, const int *vectorStride, int *support, double *work,
             const int *workCount, int *whole, const int *wholeCount, int *status, size_t, size_t,
             size_t);
