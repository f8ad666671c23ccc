#ifndef CImage_H
#define CImage_H

#include <stddef.h>
#include <stdint.h>

// PNG and JPEG in memory. No call jumps out of its frame: the libraries' long jumps end here.

enum {
  CIMAGE_DONE = 0,
  CIMAGE_DAMAGED = 1,
  CIMAGE_UNSUPPORTED = 2,
  CIMAGE_NO_MEMORY = 3,
};

/// What an image's head says of its decoded samples.
typedef struct {
  uint32_t width;
  uint32_t height;
  /// 1 grey, 2 grey and alpha, 3 red green blue, 4 with alpha.
  int32_t channels;
  /// 8 or 16; samples of 16 bits are in the processor's byte order.
  int32_t bits;
  int32_t is_interlaced;
  /// What the library says is wrong.
  char problem[200];
} CImageHead;

/// Reads the head of a PNG; palettes and samples below 8 bits count as expanded.
int CImage_png_head(const uint8_t *bytes, size_t count, CImageHead *head);

/// Decodes a whole PNG, to its end chunk.
///
/// samples has room for height * width * channels * bits / 8 bytes, as the head says.
int CImage_png_decode(
    const uint8_t *bytes, size_t count, CImageHead *head, uint8_t *samples, size_t room);

/// Encodes 8-bit samples; the bytes are the caller's to free.
int CImage_png_encode(
    uint32_t width, uint32_t height, int32_t channels, const uint8_t *samples, int32_t level,
    uint8_t **bytes, size_t *count);

/// Reads the head of a JPEG that will be decoded at 1/denominator (1, 2, 4, 8) of its size.
int CImage_jpeg_head(
    const uint8_t *bytes, size_t count, int32_t denominator, CImageHead *head);

/// Decodes a whole JPEG; whatever the library warns of counts as damage.
int CImage_jpeg_decode(
    const uint8_t *bytes, size_t count, int32_t denominator, CImageHead *head,
    uint8_t *samples, size_t room);

// The library's version; of libjpeg-turbo, as its headers had it.
const char *CImage_png_version(void);
const char *CImage_jpeg_version(void);

#endif
