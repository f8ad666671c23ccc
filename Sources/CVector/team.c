#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "CVector.h"

// libgomp's entry point for a parallel region; its pool is the one oneDNN uses, and two pools
// that spin beside each other slow both.
void GOMP_parallel(void (*body)(void *), void *data, unsigned threads, unsigned flags);
int omp_get_thread_num(void);
int omp_get_num_threads(void);

struct call {
  void (*body)(void *, unsigned, unsigned);
  void *context;
};

static void run_worker(void *data) {
  struct call *call = data;
  call->body(call->context, (unsigned)omp_get_thread_num(), (unsigned)omp_get_num_threads());
}

void vector_team(unsigned workers, void (*body)(void *, unsigned, unsigned), void *context) {
  struct call call = {body, context};
  if (workers == 1)
    body(context, 0, 1);
  else
    GOMP_parallel(run_worker, &call, workers, 0);
}

struct vector_barrier {
  _Alignas(64) atomic_uint arrived;
  _Alignas(64) atomic_uint generation;
  unsigned workers;
};

struct vector_barrier *vector_barrier_create(unsigned workers) {
  struct vector_barrier *barrier = aligned_alloc(64, sizeof(struct vector_barrier));
  if (!barrier) abort();
  atomic_init(&barrier->arrived, 0);
  atomic_init(&barrier->generation, 0);
  barrier->workers = workers;
  return barrier;
}

void vector_barrier_destroy(struct vector_barrier *barrier) { free(barrier); }

void vector_barrier_wait(struct vector_barrier *barrier) {
  unsigned generation = atomic_load_explicit(&barrier->generation, memory_order_acquire);
  unsigned earlier = atomic_fetch_add_explicit(&barrier->arrived, 1, memory_order_acq_rel);
  if (earlier + 1 == barrier->workers) {
    atomic_store_explicit(&barrier->arrived, 0, memory_order_relaxed);
    atomic_store_explicit(&barrier->generation, generation + 1, memory_order_release);
    return;
  }
  // Some ten microseconds of spinning; then others may need the processor more.
  for (unsigned spins = 0;
       atomic_load_explicit(&barrier->generation, memory_order_acquire) == generation; spins++) {
    if (spins < 1000)
      __builtin_ia32_pause();
    else
      sched_yield();
  }
}
