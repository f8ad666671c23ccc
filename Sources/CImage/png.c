#include <png.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "CImage.h"

// Above what any instrument makes; guards the libraries' own arithmetic.
enum { LONGEST_SIDE = 1 << 20, LARGEST_CHUNK = 64 << 20 };

typedef struct {
  const uint8_t *bytes;
  size_t count;
  size_t position;
  CImageHead *head;
} Source;

typedef struct {
  uint8_t *bytes;
  size_t count;
  size_t room;
} Sink;

static void fail(png_structp png, png_const_charp message) {
  CImageHead *head = png_get_error_ptr(png);
  if (head != NULL) snprintf(head->problem, sizeof head->problem, "%s", message);
  png_longjmp(png, 1);
}

// Odd colour profiles and dates are no concern of ours.
static void warn(png_structp png, png_const_charp message) {
  (void)png;
  (void)message;
}

static void take(png_structp png, png_bytep out, size_t count) {
  Source *source = png_get_io_ptr(png);
  if (count > source->count - source->position) png_error(png, "the file ends too early");
  memcpy(out, source->bytes + source->position, count);
  source->position += count;
}

static png_structp open_reader(Source *source, png_infop *info) {
  png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, source->head, fail, warn);
  if (png == NULL) return NULL;
  *info = png_create_info_struct(png);
  if (*info == NULL) {
    png_destroy_read_struct(&png, NULL, NULL);
    return NULL;
  }
  png_set_read_fn(png, source, take);
  png_set_user_limits(png, LONGEST_SIDE, LONGEST_SIDE);
  png_set_chunk_malloc_max(png, LARGEST_CHUNK);
  png_set_chunk_cache_max(png, 100);
  return png;
}

// Reads up to the pixels and asks for whole bytes of grey or colour.
static void read_head(png_structp png, png_infop info, CImageHead *head) {
  png_read_info(png, info);
  png_set_expand(png);
  png_set_swap(png);
  head->is_interlaced = png_get_interlace_type(png, info) != PNG_INTERLACE_NONE;
  if (head->is_interlaced) png_set_interlace_handling(png);
  png_read_update_info(png, info);
  head->width = png_get_image_width(png, info);
  head->height = png_get_image_height(png, info);
  head->channels = png_get_channels(png, info);
  head->bits = png_get_bit_depth(png, info);
}

int CImage_png_head(const uint8_t *bytes, size_t count, CImageHead *head) {
  Source source = {bytes, count, 0, head};
  png_infop info = NULL;
  png_structp png = open_reader(&source, &info);
  if (png == NULL) return CIMAGE_NO_MEMORY;
  volatile int status = CIMAGE_DAMAGED;
  if (setjmp(png_jmpbuf(png)) == 0) {
    read_head(png, info, head);
    status = CIMAGE_DONE;
  }
  png_destroy_read_struct(&png, &info, NULL);
  return status;
}

// Interlaced images fill their rows in several passes.
static void read_rows(png_structp png, png_infop info, const CImageHead *head, uint8_t *samples) {
  size_t row_size = png_get_rowbytes(png, info);
  int passes = head->is_interlaced ? 7 : 1;
  for (int pass = 0; pass < passes; pass++) {
    for (size_t row = 0; row < head->height; row++) {
      png_read_row(png, samples + row * row_size, NULL);
    }
  }
  png_read_end(png, NULL);
}

int CImage_png_decode(
    const uint8_t *bytes, size_t count, CImageHead *head, uint8_t *samples, size_t room) {
  Source source = {bytes, count, 0, head};
  png_infop info = NULL;
  png_structp png = open_reader(&source, &info);
  if (png == NULL) return CIMAGE_NO_MEMORY;
  volatile int status = CIMAGE_DAMAGED;
  if (setjmp(png_jmpbuf(png)) == 0) {
    read_head(png, info, head);
    if (png_get_rowbytes(png, info) * (size_t)head->height != room) {
      png_error(png, "its head changed while it was read");
    }
    read_rows(png, info, head, samples);
    status = CIMAGE_DONE;
  }
  png_destroy_read_struct(&png, &info, NULL);
  return status;
}

static void give(png_structp png, png_bytep in, size_t count) {
  Sink *sink = png_get_io_ptr(png);
  if (sink->room - sink->count < count) {
    size_t room = 2 * sink->room + count;
    uint8_t *bytes = realloc(sink->bytes, room);
    if (bytes == NULL) png_error(png, "no memory");
    sink->bytes = bytes;
    sink->room = room;
  }
  memcpy(sink->bytes + sink->count, in, count);
  sink->count += count;
}

static void flush(png_structp png) { (void)png; }

static void write_all(
    png_structp png, png_infop info, uint32_t width, uint32_t height, int32_t channels,
    const uint8_t *samples) {
  static const int kinds[] = {
      PNG_COLOR_TYPE_GRAY, PNG_COLOR_TYPE_GRAY_ALPHA, PNG_COLOR_TYPE_RGB,
      PNG_COLOR_TYPE_RGB_ALPHA};
  png_set_IHDR(
      png, info, width, height, 8, kinds[channels - 1], PNG_INTERLACE_NONE,
      PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  png_write_info(png, info);
  for (size_t row = 0; row < height; row++) {
    png_write_row(png, samples + row * width * (size_t)channels);
  }
  png_write_end(png, NULL);
}

int CImage_png_encode(
    uint32_t width, uint32_t height, int32_t channels, const uint8_t *samples, int32_t level,
    uint8_t **bytes, size_t *count) {
  Sink sink = {NULL, 0, 0};
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, fail, warn);
  if (png == NULL) return CIMAGE_NO_MEMORY;
  png_infop info = png_create_info_struct(png);
  volatile int status = CIMAGE_NO_MEMORY;
  if (info != NULL && setjmp(png_jmpbuf(png)) == 0) {
    png_set_write_fn(png, &sink, give, flush);
    png_set_user_limits(png, LONGEST_SIDE, LONGEST_SIDE);
    png_set_compression_level(png, level);
    png_set_filter(png, PNG_FILTER_TYPE_BASE, PNG_ALL_FILTERS);
    write_all(png, info, width, height, channels, samples);
    status = CIMAGE_DONE;
  }
  png_destroy_write_struct(&png, &info);
  if (status == CIMAGE_DONE) {
    *bytes = sink.bytes;
    *count = sink.count;
  } else {
    free(sink.bytes);
  }
  return status;
}

const char *CImage_png_version(void) { return png_get_libpng_ver(NULL); }
