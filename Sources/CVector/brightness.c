#include "vector_math.h"

INLINE float with_sign(float magnitude, float x) {
  return as_float(as_bits(magnitude) | (as_bits(x) & 0x80000000u));
}

// asinh x = log(|x| + sqrt(x² + 1)) with the sign of x; where x² would be too large, log 2|x|.
INLINE float fast_asinh(float x) {
  float size = fabsf(x);
  int is_large = size > 0x1p30f;
  float kept = is_large ? 1.0f : size;
  float sum = is_large ? size : size + square_root(kept * kept + 1.0f);
  return with_sign(fast_log(sum) + (is_large ? 0.69314718055994531f : 0.0f), x);
}

INLINE float stretched(vector_stretch stretch, float x) {
  switch (stretch) {
    case vector_stretch_linear: return x;
    case vector_stretch_asinh: return fast_asinh(x);
    case vector_stretch_logarithm: return with_sign(fast_log(1.0f + fabsf(x)), x);
    case vector_stretch_root: return with_sign(square_root(fabsf(x)), x);
  }
}

INLINE size_t scale_channel(vector_stretch stretch, size_t pixels, size_t channels,
                            const struct vector_brightness *brightness, const float *x,
                            float *y) {
  float zero = brightness->zero, factor = brightness->factor, mean = brightness->mean;
  float fraction = brightness->fraction;
  uint32_t missing = 0;
  INDEPENDENT for (size_t pixel = 0; pixel < pixels; pixel++) {
    float from = x[pixel * channels];
    float value = (stretched(stretch, (from - zero) * factor) - mean) * fraction;
    // The stretches take bits apart, so what was not finite is looked for before.
    int is_finite = (as_bits(from) & 0x7f800000u) != 0x7f800000u
                    && (as_bits(value) & 0x7f800000u) != 0x7f800000u;
    y[pixel * channels] = is_finite ? value : 0.0f;
    missing += is_finite ? 0 : 1;
  }
  return missing;
}

INLINE size_t scale_any(size_t channels, size_t pixels,
                        const struct vector_brightness *brightness, const float *x, float *y) {
  switch (brightness->stretch) {
    case vector_stretch_linear:
      return scale_channel(vector_stretch_linear, pixels, channels, brightness, x, y);
    case vector_stretch_asinh:
      return scale_channel(vector_stretch_asinh, pixels, channels, brightness, x, y);
    case vector_stretch_logarithm:
      return scale_channel(vector_stretch_logarithm, pixels, channels, brightness, x, y);
    case vector_stretch_root:
      return scale_channel(vector_stretch_root, pixels, channels, brightness, x, y);
  }
}

CLONED size_t vector_scale_brightness(size_t pixels, size_t channels,
                                      const struct vector_brightness *brightness, const float *x,
                                      float *y) {
  size_t missing = 0;
  for (size_t channel = 0; channel < channels; channel++)
    switch (channels) {
      case 1: missing += scale_any(1, pixels, brightness, x, y); break;
      case 3: missing += scale_any(3, pixels, brightness + channel, x + channel, y + channel); break;
      default:
        missing += scale_any(channels, pixels, brightness + channel, x + channel, y + channel);
    }
  return missing;
}
