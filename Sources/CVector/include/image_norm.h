// Normalization of the channels of images by the statistics of a batch. Images are
// [pixels, channels]; moments hold mean and variance of the batch, [2, channels]; scale, shift
// [channels]; factors is memory that a call may use. With `rectifies`, negative results are 0,
// and gradients pass where the result was positive.
#pragma once

#include <stddef.h>

// Mean and sum of squared deviations from it, [2, channels], of one image.
void vector_image_moments(vector_element element, size_t pixels, size_t channels,
                            const void *x, float *moments);
// Mean and variance, divided by the number of all pixels, of images whose own moments are the
// rows of parts [images, 2, channels]
void vector_joined_moments(size_t images, size_t pixels, size_t channels, const float *parts,
                           float *moments);
// y = (x - mean) / sqrt(variance + epsilon) scale + shift; factors [channels]
void vector_normalize_images(vector_element element, size_t pixels, size_t channels,
                               float epsilon, int rectifies, const void *x, const float *moments,
                               const float *scale, const float *shift, float *factors, void *y);
// The sums over pixels of g and of g times the normalized x before scale and shift, [2, channels],
// of one image; factors [channels]
void vector_normalized_sums(vector_element element, size_t pixels, size_t channels, float epsilon,
                            int rectifies, const void *g, const void *x, const float *moments,
                            const float *scale, const float *shift, float *factors, float *sums);
// The gradient with respect to x, from the sums above over the whole batch, and share = 1 / number
// of its pixels; factors [2, channels]
void vector_normalized_gradient(vector_element element, size_t pixels, size_t channels,
                                float epsilon, int rectifies, float share, const void *g,
                                const void *x, const float *moments, const float *scale,
                                const float *shift, const float *sums, float *factors,
                                void *gradient);
