#define _GNU_SOURCE
#include "memory.h"

#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <stddef.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

static void (*before_end)(void);

void memory_before_end(void (*cleanup)(void)) { before_end = cleanup; }

// Sanitizers have functions of the same names.
#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define IS_SANITIZED 1
#endif
#endif

#ifndef IS_SANITIZED
static int is_openblas(const void *code) {
  Dl_info info;
  return dladdr(code, &info) && info.dli_fname && strstr(info.dli_fname, "openblas");
}

static void end(const char *text) {
  ssize_t written = write(STDERR_FILENO, text, strlen(text));
  (void)written;
  if (before_end) before_end();
  _exit(75);
}

// The program's mmap comes before the system's. OpenBLAS asks for its buffers again and again,
// for ever, where there is no memory for them, also while it is loaded, before any code of the
// program has run; so its want of memory is told here.
void *mmap(void *address, size_t length, int protection, int flags, int descriptor, off_t offset) {
  void *mapped = (void *)syscall(SYS_mmap, address, length, protection, flags, descriptor, offset);
  if (mapped == MAP_FAILED && errno == ENOMEM && is_openblas(__builtin_return_address(0))) {
    end("skysort: memory: not enough for products of matrices, which want 134 MB for each thread."
        " Raise the limit (ulimit -v), or use fewer --threads.\n");
  }
  return mapped;
}

// Likewise: where the system makes no more threads, queues wait for one for ever, and libgomp
// ends the process with a code that means something else.
int pthread_create(
    pthread_t *thread, const pthread_attr_t *attributes, void *(*work)(void *), void *argument) {
  typedef int (*create)(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);
  static _Atomic(create) system_create;
  if (!system_create) system_create = (create)dlsym(RTLD_NEXT, "pthread_create");
  int code = system_create(thread, attributes, work, argument);
  if (code == EAGAIN) {
    end("skysort: threads: the system makes no more of them."
        " Raise the limits (ulimit -v, ulimit -u), or use fewer --threads.\n");
  }
  return code;
}
#endif
