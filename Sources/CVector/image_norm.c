#include "vector_math.h"

// Channels are summed in groups that stay in registers while the pixels pass.
enum { GROUP = 32 };

INLINE void group_moments(vector_element element, size_t pixels, size_t channels, size_t start,
                          size_t count, const void *x, float *mean, float *spread) {
  float total[GROUP] = {0};
  for (size_t at = start; at < pixels * channels; at += channels)
    for (size_t i = 0; i < count; i++) total[i] += load(element, x, at + i);
  float share = 1.0f / (float)pixels, squares[GROUP] = {0};
  for (size_t i = 0; i < count; i++) total[i] *= share;
  for (size_t at = start; at < pixels * channels; at += channels)
    for (size_t i = 0; i < count; i++) {
      float deviation = load(element, x, at + i) - total[i];
      squares[i] += deviation * deviation;
    }
  for (size_t i = 0; i < count; i++) {
    mean[start + i] = total[i];
    spread[start + i] = squares[i];
  }
}

INLINE void image_moments(vector_element element, size_t pixels, size_t channels,
                            const void *x, float *moments) {
  float *spread = moments + channels;
  size_t start = 0;
  for (; start + GROUP <= channels; start += GROUP)
    group_moments(element, pixels, channels, start, GROUP, x, moments, spread);
  if (start < channels)
    group_moments(element, pixels, channels, start, channels - start, x, moments, spread);
}

CLONED void vector_image_moments(vector_element element, size_t pixels, size_t channels,
                                   const void *x, float *moments) {
  FOR_EACH_ELEMENT(image_moments, element, pixels, channels, x, moments);
}

CLONED void vector_joined_moments(size_t images, size_t pixels, size_t channels,
                                  const float *parts, float *moments) {
  float *variance = moments + channels;
  float share = 1.0f / (float)images, even = share / (float)pixels;
  for (size_t i = 0; i < 2 * channels; i++) moments[i] = 0;
  for (size_t image = 0; image < images; image++)
    INDEPENDENT for (size_t i = 0; i < channels; i++)
      moments[i] += parts[image * 2 * channels + i];
  for (size_t i = 0; i < channels; i++) moments[i] *= share;
  for (size_t image = 0; image < images; image++) {
    const float *part = parts + image * 2 * channels;
    INDEPENDENT for (size_t i = 0; i < channels; i++) {
      float deviation = part[i] - moments[i];
      variance[i] += part[channels + i] * even + deviation * deviation * share;
    }
  }
}

// The factors of scale and of the deviation from the mean.
INLINE void norm_factors(size_t channels, float epsilon, const float *variance,
                         const float *scale, float *factors) {
  INDEPENDENT for (size_t i = 0; i < channels; i++)
    factors[i] = scale[i] / square_root(variance[i] + epsilon);
}

INLINE void normalize_images(vector_element element, size_t pixels, size_t channels,
                               int rectifies, const void *x, const float *mean,
                               const float *factors, const float *shift, void *y) {
  for (size_t at = 0; at < pixels * channels; at += channels)
    INDEPENDENT for (size_t i = 0; i < channels; i++) {
      float value = (load(element, x, at + i) - mean[i]) * factors[i] + shift[i];
      store(element, y, at + i, rectifies && value < 0 ? 0 : value);
    }
}

CLONED void vector_normalize_images(vector_element element, size_t pixels, size_t channels,
                                      float epsilon, int rectifies, const void *x,
                                      const float *moments, const float *scale,
                                      const float *shift, float *factors, void *y) {
  norm_factors(channels, epsilon, moments + channels, scale, factors);
  if (rectifies)
    FOR_EACH_ELEMENT(normalize_images, element, pixels, channels, 1, x, moments, factors, shift,
                     y);
  else
    FOR_EACH_ELEMENT(normalize_images, element, pixels, channels, 0, x, moments, factors, shift,
                     y);
}

INLINE void group_sums(vector_element element, size_t pixels, size_t channels, size_t start,
                       size_t count, int rectifies, const void *g, const void *x,
                       const float *mean, const float *factors, const float *shift,
                       float *sums, float *products) {
  float sum[GROUP] = {0}, product[GROUP] = {0};
  const float *middle = mean + start, *factor = factors + start, *low = shift + start;
  for (size_t at = start; at < pixels * channels; at += channels)
    for (size_t i = 0; i < count; i++) {
      float deviation = load(element, x, at + i) - middle[i];
      float upstream = load(element, g, at + i);
      if (rectifies) upstream = deviation * factor[i] + low[i] > 0 ? upstream : 0;
      sum[i] += upstream;
      product[i] += upstream * deviation;
    }
  for (size_t i = 0; i < count; i++) {
    sums[start + i] = sum[i];
    products[start + i] = product[i];
  }
}

INLINE void normalized_sums(vector_element element, size_t pixels, size_t channels,
                            int rectifies, const void *g, const void *x, const float *mean,
                            const float *factors, const float *shift, float *sums) {
  float *products = sums + channels;
  size_t start = 0;
  for (; start + GROUP <= channels; start += GROUP)
    group_sums(element, pixels, channels, start, GROUP, rectifies, g, x, mean, factors, shift,
               sums, products);
  if (start < channels)
    group_sums(element, pixels, channels, start, channels - start, rectifies, g, x, mean, factors,
               shift, sums, products);
}

CLONED void vector_normalized_sums(vector_element element, size_t pixels, size_t channels,
                                   float epsilon, int rectifies, const void *g, const void *x,
                                   const float *moments, const float *scale, const float *shift,
                                   float *factors, float *sums) {
  const float *variance = moments + channels;
  norm_factors(channels, epsilon, variance, scale, factors);
  if (rectifies)
    FOR_EACH_ELEMENT(normalized_sums, element, pixels, channels, 1, g, x, moments, factors, shift,
                     sums);
  else
    FOR_EACH_ELEMENT(normalized_sums, element, pixels, channels, 0, g, x, moments, factors, shift,
                     sums);
  INDEPENDENT for (size_t i = 0; i < channels; i++)
    sums[channels + i] /= square_root(variance[i] + epsilon);
}

INLINE void normalized_gradient(vector_element element, size_t pixels, size_t channels,
                                int rectifies, float share, const void *g, const void *x,
                                const float *mean, const float *shift, const float *sums,
                                const float *factors, const float *slopes, void *gradient) {
  for (size_t at = 0; at < pixels * channels; at += channels)
    INDEPENDENT for (size_t i = 0; i < channels; i++) {
      float deviation = load(element, x, at + i) - mean[i];
      float upstream = load(element, g, at + i);
      if (rectifies) upstream = deviation * factors[i] + shift[i] > 0 ? upstream : 0;
      store(element, gradient, at + i,
            factors[i] * (upstream - sums[i] * share - deviation * slopes[i]));
    }
}

CLONED void vector_normalized_gradient(vector_element element, size_t pixels, size_t channels,
                                       float epsilon, int rectifies, float share, const void *g,
                                       const void *x, const float *moments, const float *scale,
                                       const float *shift, const float *sums, float *factors,
                                       void *gradient) {
  float *slopes = factors + channels;
  const float *variance = moments + channels;
  norm_factors(channels, epsilon, variance, scale, factors);
  INDEPENDENT for (size_t i = 0; i < channels; i++)
    slopes[i] = sums[channels + i] * share / square_root(variance[i] + epsilon);
  if (rectifies)
    FOR_EACH_ELEMENT(normalized_gradient, element, pixels, channels, 1, share, g, x, moments,
                     shift, sums, factors, slopes, gradient);
  else
    FOR_EACH_ELEMENT(normalized_gradient, element, pixels, channels, 0, share, g, x, moments,
                     shift, sums, factors, slopes, gradient);
}
