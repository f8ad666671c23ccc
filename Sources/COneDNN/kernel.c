#include <pthread.h>

#include "library.h"

int omp_get_max_threads(void);
void omp_set_num_threads(int threads);

static dnnl_engine_t engine;

static void make_engine(void) { dnnl_engine_create(&engine, dnnl_cpu, 0); }

dnnl_engine_t processor(void) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, make_engine);
  return engine;
}

int onednn_use_one_thread(void) {
  int threads = omp_get_max_threads();
  omp_set_num_threads(1);
  return threads;
}

void onednn_restore_threads(int threads) { omp_set_num_threads(threads); }

void onednn_destroy(onednn_kernel *kernel) {
  if (!kernel) return;
  for (unsigned worker = 0; kernel->streams && worker < kernel->workers; worker++)
    if (kernel->streams[worker]) dnnl_stream_destroy(kernel->streams[worker]);
  for (unsigned i = 0; kernel->memories && i < kernel->workers * (kernel->count + 1); i++)
    if (kernel->memories[i]) dnnl_memory_destroy(kernel->memories[i]);
  for (int i = 0; i < kernel->count; i++) layout_destroy(&kernel->layouts[i]);
  if (kernel->primitive) dnnl_primitive_destroy(kernel->primitive);
  free(kernel->streams);
  free(kernel->memories);
  free(kernel->addresses);
  free(kernel);
}

size_t onednn_packed_bytes(const onednn_kernel *kernel) {
  return layout_size(&kernel->layouts[kernel->weight_argument]);
}

size_t onednn_scratch_bytes(const onednn_kernel *kernel) { return kernel->scratch_bytes; }

const char *onednn_implementation(const onednn_kernel *kernel) { return kernel->implementation; }

int onednn_run(onednn_kernel *kernel, unsigned worker, const void *first, const void *second,
               const void *third, const void *fourth, const void *fifth, void *scratch) {
  const void *given[] = {first, second, third, fourth, fifth}, *arguments[ARGUMENTS + 1];
  int found = 0;
  for (int i = 0; i < 5; i++)
    if (given[i]) arguments[found++] = given[i];
  if (found != kernel->count) return dnnl_invalid_arguments;
  arguments[found] = scratch;
  int all = kernel->count + 1;
  dnnl_memory_t *memories = kernel->memories + worker * all;
  const void **addresses = kernel->addresses + worker * all;
  dnnl_exec_arg_t list[ARGUMENTS + 1];
  for (int i = 0; i < all; i++) {
    const void *address = arguments[i];
    // Setting an address may zero padding, so it is done for new ones only.
    if (addresses[i] != address) {
      dnnl_status_t status = dnnl_memory_set_data_handle(memories[i], (void *)address);
      if (status) return status;
      addresses[i] = address;
    }
    list[i].arg = i == kernel->count ? DNNL_ARG_SCRATCHPAD : kernel->names[i];
    list[i].memory = memories[i];
  }
  dnnl_stream_t stream = kernel->streams[worker];
  dnnl_status_t status = dnnl_primitive_execute(kernel->primitive, stream, all, list);
  // Builds for SYCL only begin here; all others have finished, and the wait is free.
  return status ? status : dnnl_stream_wait(stream);
}

// MARK: Weights between their plain and their packed form

static onednn_kernel *reorder(const layout *from, const layout *to, unsigned workers,
                              const char **problem) {
  plan plan = {0};
  dnnl_primitive_attr_t attributes = plan_attributes((onednn_epilogue){0}, NULL);
  dnnl_status_t status = reorder_description(&plan.description, from, to, attributes);
  dnnl_primitive_attr_destroy(attributes);
  *problem = "oneDNN cannot reorder these weights";
  if (status) return NULL;
  plan_argument(&plan, DNNL_ARG_FROM, dnnl_query_src_md, 0);
  plan_argument(&plan, DNNL_ARG_TO, dnnl_query_dst_md, 0);
  return plan_finish(&plan, workers, true, problem);
}

static dnnl_status_t plain_layout(const onednn_kernel *kernel, bool transposed, layout *made) {
  dnnl_dim_t strides[5];
  int axes = kernel->weight_axes;
  strides[axes - 1] = 1;
  for (int i = axes - 2; i >= 0; i--) strides[i] = strides[i + 1] * kernel->weight_sizes[i + 1];
  if (transposed) {
    strides[0] = 1;
    strides[1] = kernel->weight_sizes[0];
  }
  return layout_with_strides(made, axes, kernel->weight_sizes, onednn_float32, strides);
}

onednn_kernel *onednn_pack_create(const onednn_kernel *kernel, bool transposed, unsigned workers,
                                  const char **problem) {
  layout plain;
  *problem = "oneDNN cannot describe these weights";
  if (plain_layout(kernel, transposed, &plain)) return NULL;
  onednn_kernel *made =
      reorder(&plain, &kernel->layouts[kernel->weight_argument], workers, problem);
  layout_destroy(&plain);
  return made;
}

onednn_kernel *onednn_unpack_create(const onednn_kernel *kernel, unsigned workers,
                                    const char **problem) {
  layout plain;
  *problem = "oneDNN cannot describe these weights";
  if (plain_layout(kernel, false, &plain)) return NULL;
  onednn_kernel *made =
      reorder(&kernel->layouts[kernel->weight_argument], &plain, workers, problem);
  layout_destroy(&plain);
  return made;
}
