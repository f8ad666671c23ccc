#define _GNU_SOURCE
#include "memory.h"

#include <dlfcn.h>
#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

static void (*before_end)(void);

void memory_before_end(void (*cleanup)(void)) { before_end = cleanup; }

static int is_openblas(const void *code) {
  Dl_info info;
  return dladdr(code, &info) && info.dli_fname && strstr(info.dli_fname, "openblas");
}

static void end(void) {
  static const char text[] =
      "skysort: memory: not enough for products of matrices, which want 134 MB for each thread."
      " Raise the limit (ulimit -v), or use fewer --threads.\n";
  ssize_t written = write(STDERR_FILENO, text, sizeof text - 1);
  (void)written;
  if (before_end) before_end();
  _exit(75);
}

// The program's mmap comes before the system's. OpenBLAS asks for its buffers again and again,
// for ever, where there is no memory for them, also while it is loaded, before any code of the
// program has run; so its want of memory is told here.
void *mmap(void *address, size_t length, int protection, int flags, int descriptor, off_t offset) {
  void *mapped = (void *)syscall(SYS_mmap, address, length, protection, flags, descriptor, offset);
  if (mapped == MAP_FAILED && errno == ENOMEM && is_openblas(__builtin_return_address(0))) end();
  return mapped;
}
