// Loops over images [height, width, channels]: pooling, resampling, norms of groups, and copies.
//
// `element` is the form of every array behind a void pointer, unless noted; several images lie
// one behind the other. Results are never arrays that are read, unless noted.
#pragma once

// ---- Pooling: a window moves over an image ----

struct vector_extent {
  size_t height, width;
};

struct vector_pool {
  size_t channels;
  // Of the image, and of what comes out.
  struct vector_extent input, output;
  struct vector_extent window, stride;
  // At most half the window, so that every place of the window covers a pixel.
  struct vector_extent padding;
};

// y = largest number under the window, channel by channel; where one is NaN, NaN.
// x [images, input, channels], y [images, output, channels]
void vector_max_pool(vector_element element, size_t images, const struct vector_pool *pool,
                     const void *x, void *y);
// gradient = sum of g over the places of the window where the pixel is the largest number, the
// first of equal ones row by row; g [images, output, channels]; gradient like x
void vector_max_pool_gradient(vector_element element, size_t images,
                              const struct vector_pool *pool, const void *g, const void *x,
                              void *gradient);

// ---- Resampling: every number is a weighted sum of numbers along both axes ----

// What places along an axis are made of: place i of the sum over entries starts[i]..<starts[i + 1]
// of weights[entry] times pixel sources[entry].
struct vector_taps {
  const uint32_t *starts, *sources;
  const float *weights;
};

// x [images, input, channels], y [images, output, channels]
void vector_resample(vector_element element, size_t images, size_t channels,
                     const struct vector_extent *input, const struct vector_extent *output,
                     const struct vector_taps *rows, const struct vector_taps *columns,
                     const void *x, void *y);
// y = mean over the pixels, summed by 64 at a time; x [images, pixels, channels],
// y [images, channels]
void vector_mean_pixels(vector_element element, size_t images, size_t pixels, size_t channels,
                        const void *x, void *y);
// y = factor x for every pixel; x [images, channels], y [images, pixels, channels]
void vector_repeat_pixels(vector_element element, size_t images, size_t pixels, size_t channels,
                          float factor, const void *x, void *y);

// ---- Norms of groups of channels, by image ----
// x, y, g, gradient [images, pixels, channels]; mean and variance are those of an image's
// pixels in a group of channels / groups channels, in float; scale, shift [channels], float.

// y = (x - mean) / sqrt(variance + epsilon) scale + shift; y may be x
void vector_group_norm(vector_element element, size_t images, size_t pixels, size_t channels,
                       size_t groups, float epsilon, const void *x, const float *scale,
                       const float *shift, void *y);
// The gradient of the above from the upstream gradient g; gradient may be g or x
void vector_group_norm_gradient(vector_element element, size_t images, size_t pixels,
                                size_t channels, size_t groups, float epsilon, const void *g,
                                const void *x, const float *scale, void *gradient);
// sums = sum over pixels of g (x - mean) / sqrt(variance + epsilon); sums [images, channels],
// float
void vector_group_norm_sums(vector_element element, size_t images, size_t pixels,
                            size_t channels, size_t groups, float epsilon, const void *g,
                            const void *x, float *sums);

// ---- Copies, whatever the form ----

// `rows` runs of `bytes` bytes, the distances between them in bytes
void vector_copy_runs(size_t rows, size_t bytes, size_t x_stride, const void *x, size_t y_stride,
                      void *y);

// A tensor read in another order of its axes: axis i of the result has sides[i] elements that
// lie strides[i] elements apart in what is read.
struct vector_order {
  size_t rank;
  size_t sides[8], strides[8];
};

// y is the tensor that x holds in the order's way; rank 1...8
void vector_permute(vector_element element, const struct vector_order *order, const void *x,
                    void *y);
