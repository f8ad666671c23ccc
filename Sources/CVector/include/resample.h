// Loops that read images [height, width, channels] at other places than their pixels' centres,
// and what is done to the numbers. Everything is float32 unless noted; nothing is allocated.
#pragma once

// What lies outside an image.
typedef enum {
  // The background, channel by channel.
  vector_edge_constant,
  // The nearest pixel.
  vector_edge_nearest,
  // The image mirrored at its outer border: d c b a | a b c d | d c b a.
  vector_edge_reflect,
} vector_edge;

typedef enum {
  // The map leads from pixel to pixel: its matrix holds 0, 1 and -1, its shift whole numbers.
  vector_reading_exact,
  // Straight lines between neighbours.
  vector_reading_linear,
  // Keys' cubic convolution with a = -1/2 over 4×4 neighbours.
  vector_reading_cubic,
} vector_reading;

// Source place of an output pixel; whole numbers are pixel centres, both axes count from 0.
//   column' = across_column column + across_row row + column_shift
//   row'    = down_column column + down_row row + row_shift
struct vector_affine {
  double across_column, across_row, column_shift;
  double down_column, down_row, row_shift;
};

struct vector_sampling {
  size_t channels;
  struct vector_extent input, output;
  vector_reading reading;
  vector_edge edge;
  // [channels]; read where `edge` is vector_edge_constant.
  const float *background;
};

// y [output, channels] = x [input, channels] at the places of the map; not x
void vector_sample_image(const struct vector_sampling *sampling,
                           const struct vector_affine *map, const float *x, float *y);

// y[row, column] = sum over the row's and the column's entries of the product of their weights
// and the pixel of x; the entries of one place along an axis are neighbours in x.
// x [height, width, channels] of floats, or of bytes; scratch [width, channels];
// y [output, channels]
void vector_reduce_image(size_t width, size_t channels, const struct vector_extent *output,
                           const struct vector_taps *rows, const struct vector_taps *columns,
                           const float *x, float *scratch, float *y);
void vector_reduce_bytes(size_t width, size_t channels, const struct vector_extent *output,
                         const struct vector_taps *rows, const struct vector_taps *columns,
                         const uint8_t *x, float *scratch, float *y);

// y = y blurred by weights [2 radius + 1] along both axes, beyond the border the nearest pixel;
// scratch [extent, channels]
void vector_blur_image(const struct vector_extent *extent, size_t channels, size_t radius,
                         const float *weights, float *scratch, float *y);

// y = zero + factor (y - zero); y [pixels, channels], zero [channels]
void vector_gain_pixels(size_t pixels, size_t channels, float factor, const float *zero,
                        float *y);
// y = y + deviation n, n the normal numbers of vector_gaussian_noise; deviation [channels], at
// most 1024 channels
void vector_add_noise(size_t pixels, size_t channels, const float *deviation, uint64_t seed,
                      uint32_t word, uint64_t step, float *y);

typedef enum {
  vector_stretch_linear,
  // asinh x
  vector_stretch_asinh,
  // log(1 + |x|) with the sign of x
  vector_stretch_logarithm,
  // sqrt |x| with the sign of x
  vector_stretch_root,
} vector_stretch;

// y = (f((x - zero) factor) - mean) fraction, f the stretch
struct vector_brightness {
  vector_stretch stretch;
  float zero, factor, mean, fraction;
};

// y = x by channel, 0 where the result is not finite; returns how many those are. y may be x.
// Errors of f are below 3e-7 + 3e-7 |f|.
// x, y [pixels, channels], brightness [channels]
size_t vector_scale_brightness(size_t pixels, size_t channels,
                               const struct vector_brightness *brightness, const float *x,
                               float *y);
