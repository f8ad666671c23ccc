// Loaded before the C library (LD_PRELOAD): counts calls that may fail, and lets the n-th of a kind
// fail, or ends the process there.
//
//   SKYSORT_FAULT_COUNTS  a file of one 64-bit counter for each kind, shared with helper processes
//   SKYSORT_FAULT_KIND    number of the kind whose call fails, as in `kinds` below
//   SKYSORT_FAULT_AT      which call, from 1
//   SKYSORT_FAULT_ERROR   errno it fails with; 0: the process is killed before it
//
// Counters are shared memory, so that they are true whatever end the process takes.

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

enum kinds {
  OPEN, READ, WRITE, SYNC, RENAME, LOCK, TRUNCATE, MAP, ALLOCATE, SPAWN, REMOVE, FOLDER, KINDS,
  // Every kind that touches a file: all but MAP, ALLOCATE and SPAWN.
  FILES = KINDS, COUNTERS
};

static _Atomic int64_t *counters;
static int64_t fault_at;
static int fault_kind = -1, fault_error;

__attribute__((constructor(101))) static void begin(void) {
  const char *path = getenv("SKYSORT_FAULT_COUNTS");
  if (!path) return;
  int file = (int)syscall(SYS_openat, AT_FDCWD, path, O_RDWR | O_CLOEXEC);
  if (file < 0) return;
  void *shared = (void *)syscall(
    SYS_mmap, NULL, COUNTERS * sizeof(int64_t), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  syscall(SYS_close, file);
  if (shared == MAP_FAILED) return;
  const char *kind = getenv("SKYSORT_FAULT_KIND"), *at = getenv("SKYSORT_FAULT_AT");
  const char *error = getenv("SKYSORT_FAULT_ERROR");
  if (kind && at && error) {
    fault_kind = atoi(kind);
    fault_at = atoll(at);
    fault_error = atoi(error);
  }
  counters = shared;
}

static int hits(int kind) {
  int64_t count = atomic_fetch_add(&counters[kind], 1) + 1;
  if (kind != fault_kind || count != fault_at) return 0;
  if (fault_error == 0) {
    syscall(SYS_kill, (int)syscall(SYS_getpid), SIGKILL);
    for (;;) syscall(SYS_pause);
  }
  errno = fault_error;
  return 1;
}

/// Whether this call is to fail; errno is set then.
static int fails(int kind) {
  if (!counters) return 0;
  int failing = hits(kind);
  if (kind != MAP && kind != ALLOCATE && kind != SPAWN) failing |= hits(FILES);
  return failing;
}

#define REAL(name) \
  static __typeof__(name) *real; \
  if (!real) real = (__typeof__(name) *)dlsym(RTLD_NEXT, #name)

/// libdispatch counts its threads there, and traps where it cannot; nobody above can help it.
static int is_dispatch(const char *path) { return !strncmp(path, "/proc/self/task/", 16); }

#define OPENING(name) \
  int name(const char *path, int flags, ...) { \
    REAL(name); \
    va_list rest; \
    va_start(rest, flags); \
    mode_t mode = va_arg(rest, mode_t); \
    va_end(rest); \
    return !is_dispatch(path) && fails(OPEN) ? -1 : real(path, flags, mode); \
  }
OPENING(open)
OPENING(open64)

#define OPENING_AT(name) \
  int name(int folder, const char *path, int flags, ...) { \
    REAL(name); \
    va_list rest; \
    va_start(rest, flags); \
    mode_t mode = va_arg(rest, mode_t); \
    va_end(rest); \
    return fails(OPEN) ? -1 : real(folder, path, flags, mode); \
  }
OPENING_AT(openat)
OPENING_AT(openat64)

#define WRAPPED(kind, result, failure, name, parameters, arguments) \
  result name parameters { \
    REAL(name); \
    return fails(kind) ? failure : real arguments; \
  }

WRAPPED(OPEN, int, -1, mkstemp, (char *name), (name))
WRAPPED(OPEN, int, -1, mkstemp64, (char *name), (name))
WRAPPED(OPEN, int, -1, mkostemp, (char *name, int flags), (name, flags))
WRAPPED(OPEN, FILE *, NULL, fopen, (const char *path, const char *mode), (path, mode))
WRAPPED(OPEN, FILE *, NULL, fopen64, (const char *path, const char *mode), (path, mode))

WRAPPED(READ, ssize_t, -1, read, (int f, void *b, size_t n), (f, b, n))
WRAPPED(READ, ssize_t, -1, pread, (int f, void *b, size_t n, off_t o), (f, b, n, o))
WRAPPED(READ, ssize_t, -1, pread64, (int f, void *b, size_t n, off64_t o), (f, b, n, o))
WRAPPED(READ, ssize_t, -1, readv, (int f, const struct iovec *v, int n), (f, v, n))

WRAPPED(WRITE, ssize_t, -1, write, (int f, const void *b, size_t n), (f, b, n))
WRAPPED(WRITE, ssize_t, -1, pwrite, (int f, const void *b, size_t n, off_t o), (f, b, n, o))
WRAPPED(WRITE, ssize_t, -1, pwrite64, (int f, const void *b, size_t n, off64_t o), (f, b, n, o))
WRAPPED(WRITE, ssize_t, -1, writev, (int f, const struct iovec *v, int n), (f, v, n))
WRAPPED(
  WRITE, ssize_t, -1, copy_file_range,
  (int f, off64_t *p, int g, off64_t *q, size_t n, unsigned flags), (f, p, g, q, n, flags))

WRAPPED(SYNC, int, -1, fsync, (int f), (f))
WRAPPED(SYNC, int, -1, fdatasync, (int f), (f))

WRAPPED(RENAME, int, -1, rename, (const char *a, const char *b), (a, b))
WRAPPED(RENAME, int, -1, renameat, (int f, const char *a, int g, const char *b), (f, a, g, b))
WRAPPED(
  RENAME, int, -1, renameat2, (int f, const char *a, int g, const char *b, unsigned flags),
  (f, a, g, b, flags))
WRAPPED(RENAME, int, -1, link, (const char *a, const char *b), (a, b))
WRAPPED(
  RENAME, int, -1, linkat, (int f, const char *a, int g, const char *b, int flags),
  (f, a, g, b, flags))

WRAPPED(LOCK, int, -1, flock, (int f, int operation), (f, operation))

WRAPPED(TRUNCATE, int, -1, ftruncate, (int f, off_t n), (f, n))
WRAPPED(TRUNCATE, int, -1, ftruncate64, (int f, off64_t n), (f, n))
WRAPPED(TRUNCATE, int, fault_error, posix_fallocate, (int f, off_t o, off_t n), (f, o, n))
WRAPPED(TRUNCATE, int, fault_error, posix_fallocate64, (int f, off64_t o, off64_t n), (f, o, n))

WRAPPED(REMOVE, int, -1, unlink, (const char *path), (path))
WRAPPED(REMOVE, int, -1, unlinkat, (int f, const char *path, int flags), (f, path, flags))
WRAPPED(REMOVE, int, -1, rmdir, (const char *path), (path))
WRAPPED(FOLDER, int, -1, mkdir, (const char *path, mode_t mode), (path, mode))
WRAPPED(FOLDER, int, -1, mkdirat, (int f, const char *path, mode_t mode), (f, path, mode))

WRAPPED(
  MAP, void *, MAP_FAILED, mmap, (void *p, size_t n, int t, int s, int f, off_t o),
  (p, n, t, s, f, o))
WRAPPED(
  MAP, void *, MAP_FAILED, mmap64, (void *p, size_t n, int t, int s, int f, off64_t o),
  (p, n, t, s, f, o))

WRAPPED(SPAWN, pid_t, -1, fork, (void), ())
WRAPPED(
  SPAWN, int, fault_error, posix_spawn,
  (pid_t * pid, const char *path, const posix_spawn_file_actions_t *a, const posix_spawnattr_t *t,
   char *const *v, char *const *e),
  (pid, path, a, t, v, e))
WRAPPED(
  SPAWN, int, fault_error, posix_spawnp,
  (pid_t * pid, const char *path, const posix_spawn_file_actions_t *a, const posix_spawnattr_t *t,
   char *const *v, char *const *e),
  (pid, path, a, t, v, e))

// By the library's inner names: looking a name up allocates.
extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);
extern void *__libc_memalign(size_t, size_t);

void *malloc(size_t size) { return fails(ALLOCATE) ? NULL : __libc_malloc(size); }
void *calloc(size_t count, size_t size) {
  return fails(ALLOCATE) ? NULL : __libc_calloc(count, size);
}
void *realloc(void *old, size_t size) {
  return fails(ALLOCATE) ? NULL : __libc_realloc(old, size);
}
void *aligned_alloc(size_t alignment, size_t size) {
  return fails(ALLOCATE) ? NULL : __libc_memalign(alignment, size);
}
int posix_memalign(void **result, size_t alignment, size_t size) {
  if (fails(ALLOCATE)) return ENOMEM;
  void *memory = __libc_memalign(alignment, size);
  if (!memory) return ENOMEM;
  *result = memory;
  return 0;
}
