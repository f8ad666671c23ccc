#include <setjmp.h>
#include <stdio.h>
// jpeglib.h wants FILE, so stdio.h comes first.
#include <jpeglib.h>
#include <string.h>

#include "CImage.h"

// A few scans make a progressive image; thousands of empty ones make a bomb.
enum { MOST_SCANS = 200 };

typedef struct {
  struct jpeg_decompress_struct library;
  struct jpeg_error_mgr errors;
  struct jpeg_progress_mgr progress;
  jmp_buf exit;
  CImageHead *head;
  int status;
} Reader;

static void stop(Reader *reader, int status) {
  reader->status = status;
  longjmp(reader->exit, 1);
}

static void fail(j_common_ptr library) {
  Reader *reader = library->client_data;
  char message[JMSG_LENGTH_MAX];
  library->err->format_message(library, message);
  snprintf(reader->head->problem, sizeof reader->head->problem, "%s", message);
  stop(reader, CIMAGE_DAMAGED);
}

// Negative levels are warnings: the data are damaged, and what follows is guessed.
static void note(j_common_ptr library, int level) {
  if (level < 0) fail(library);
}

static void count_scans(j_common_ptr library) {
  Reader *reader = library->client_data;
  if (reader->library.input_scan_number <= MOST_SCANS) return;
  snprintf(
      reader->head->problem, sizeof reader->head->problem, "more than %d scans", MOST_SCANS);
  stop(reader, CIMAGE_DAMAGED);
}

static void refuse(Reader *reader, const char *what) {
  snprintf(reader->head->problem, sizeof reader->head->problem, "%s", what);
  stop(reader, CIMAGE_UNSUPPORTED);
}

static void open_reader(Reader *reader, CImageHead *head) {
  memset(reader, 0, sizeof *reader);
  reader->head = head;
  reader->library.err = jpeg_std_error(&reader->errors);
  reader->errors.error_exit = fail;
  reader->errors.emit_message = note;
  reader->library.client_data = reader;
}

static void read_head(Reader *reader, const uint8_t *bytes, size_t count, int32_t denominator) {
  struct jpeg_decompress_struct *library = &reader->library;
  jpeg_create_decompress(library);
  // Creation forgets it in some versions.
  library->client_data = reader;
  reader->progress.progress_monitor = count_scans;
  library->progress = &reader->progress;
  jpeg_mem_src(library, bytes, count);
  jpeg_read_header(library, TRUE);
  if (library->jpeg_color_space == JCS_CMYK || library->jpeg_color_space == JCS_YCCK) {
    refuse(reader, "its colours are those of print (CMYK)");
  }
  if (library->num_components != 1 && library->num_components != 3) {
    refuse(reader, "it has neither one nor three colour components");
  }
  library->out_color_space = library->num_components == 1 ? JCS_GRAYSCALE : JCS_RGB;
  library->dct_method = JDCT_ISLOW;
  library->scale_num = 1;
  library->scale_denom = denominator;
  jpeg_calc_output_dimensions(library);
  reader->head->width = library->output_width;
  reader->head->height = library->output_height;
  reader->head->channels = library->output_components;
  reader->head->bits = 8;
  reader->head->is_interlaced = jpeg_has_multiple_scans(library);
}

int CImage_jpeg_head(
    const uint8_t *bytes, size_t count, int32_t denominator, CImageHead *head) {
  Reader reader;
  open_reader(&reader, head);
  if (!setjmp(reader.exit)) read_head(&reader, bytes, count, denominator);
  jpeg_destroy_decompress(&reader.library);
  return reader.status;
}

static void read_rows(Reader *reader, uint8_t *samples, size_t room) {
  struct jpeg_decompress_struct *library = &reader->library;
  size_t row_size = (size_t)library->output_width * (size_t)library->output_components;
  if (row_size * library->output_height != room) {
    refuse(reader, "its head changed while it was read");
  }
  jpeg_start_decompress(library);
  while (library->output_scanline < library->output_height) {
    JSAMPROW row = samples + library->output_scanline * row_size;
    jpeg_read_scanlines(library, &row, 1);
  }
  jpeg_finish_decompress(library);
}

int CImage_jpeg_decode(
    const uint8_t *bytes, size_t count, int32_t denominator, CImageHead *head,
    uint8_t *samples, size_t room) {
  Reader reader;
  open_reader(&reader, head);
  if (!setjmp(reader.exit)) {
    read_head(&reader, bytes, count, denominator);
    read_rows(&reader, samples, room);
  }
  jpeg_destroy_decompress(&reader.library);
  return reader.status;
}

#define TEXT_OF(value) #value
#define TEXT(value) TEXT_OF(value)

const char *CImage_jpeg_version(void) { return TEXT(LIBJPEG_TURBO_VERSION); }
