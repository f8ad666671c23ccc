#include "gamma_functions.h"

// Sum of `count` floats.
static double total(size_t count, const float *x) {
  double sum = 0;
  for (size_t i = 0; i < count; i++) sum += x[i];
  return sum;
}

static double question_loss(size_t count, const float *a, const float *k) {
  double votes = total(count, k), concentration = total(count, a);
  if (votes == 0) return 0;
  double likelihood =
      log_gamma(votes + 1) + log_gamma(concentration) - log_gamma(votes + concentration);
  for (size_t i = 0; i < count; i++)
    if (k[i] != 0)
      likelihood += log_gamma(a[i] + (double)k[i]) - log_gamma(a[i]) - log_gamma((double)k[i] + 1);
  return -likelihood;
}

void vector_dirichlet_multinomial(size_t rows, size_t columns, size_t questions,
                                  const int32_t *bounds, const float *a, const float *k,
                                  float *loss) {
  for (size_t row = 0; row < rows; row++, a += columns, k += columns) {
    double sum = 0;
    for (size_t q = 0; q < questions; q++) {
      size_t first = (size_t)bounds[2 * q], end = (size_t)bounds[2 * q + 1];
      sum += question_loss(end - first, a + first, k + first);
    }
    loss[row] = (float)sum;
  }
}

static void question_gradient(size_t count, const float *a, const float *k, double g,
                              float *gradient) {
  double votes = total(count, k), concentration = total(count, a);
  if (votes == 0) return;
  double common = digamma(votes + concentration) - digamma(concentration);
  for (size_t i = 0; i < count; i++) {
    double own = k[i] == 0 ? 0 : digamma(a[i] + (double)k[i]) - digamma(a[i]);
    gradient[i] = (float)(g * (common - own));
  }
}

void vector_dirichlet_multinomial_gradient(size_t rows, size_t columns, size_t questions,
                                           const int32_t *bounds, const float *a, const float *k,
                                           const float *g, float *gradient) {
  for (size_t row = 0; row < rows; row++, a += columns, k += columns, gradient += columns) {
    memset(gradient, 0, columns * sizeof(float));
    for (size_t q = 0; q < questions; q++) {
      size_t first = (size_t)bounds[2 * q], end = (size_t)bounds[2 * q + 1];
      question_gradient(end - first, a + first, k + first, g[row], gradient + first);
    }
  }
}
