// The differences between oneDNN 2 and 3, in one place.
//
// Builds of either version for OpenMP (Debian's; onednn-cpu-gomp of PyPI) run a kernel on the
// calling thread once onednn_use_one_thread is called on it. Nothing in the library's C interface
// binds the other builds:
// - For SYCL (onednn of PyPI, 3.13): a run only begins on the calling thread; the driver's threads
//   compute, with TBB, and there may be as many as processors the program was started with. Hence
//   onednn_run waits. The driver, libintelocl.so, must be named by OCL_ICD_FILENAMES or by a file
//   in /etc/OpenCL/vendors, or there is no processor to run on.
// - For TBB alone, a kernel spreads over the task arena of the calling thread.
// Results are right in all of them, but workers then crowd each other, and weight gradients are
// summed in an order that depends on the number of processors.
#pragma once
#include <oneapi/dnnl/dnnl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "COneDNN.h"

#define ARGUMENTS 6

#if DNNL_VERSION_MAJOR >= 3
typedef dnnl_memory_desc_t layout;  // a pointer, owned
typedef const_dnnl_memory_desc_t borrowed_layout;
#else
typedef dnnl_memory_desc_t layout;  // a structure
typedef const dnnl_memory_desc_t *borrowed_layout;
#endif

static inline dnnl_data_type_t data_type(onednn_element element) {
  return element == onednn_bfloat16 ? dnnl_bf16 : dnnl_f32;
}

// A tensor's shape and the order of its numbers in memory.
dnnl_status_t layout_create(layout *made, int axes, const dnnl_dim_t *sizes,
                            onednn_element element, dnnl_format_tag_t order);
dnnl_status_t layout_with_strides(layout *made, int axes, const dnnl_dim_t *sizes,
                                  onednn_element element, const dnnl_dim_t *strides);
void layout_destroy(layout *made);
layout layout_copy(borrowed_layout from);
size_t layout_size(const layout *of);

// A compiled primitive and everything to call it with.
struct onednn_kernel {
  dnnl_primitive_t primitive;
  const char *implementation;
  unsigned workers;
  int count;
  int names[ARGUMENTS];
  layout layouts[ARGUMENTS];
  // Of each worker: its stream, count memories, the scratch memory last.
  dnnl_stream_t *streams;
  dnnl_memory_t *memories;
  const void **addresses;
  size_t scratch_bytes;
  // The plain form of the weights: axes and sizes, for packing.
  int weight_axes;
  dnnl_dim_t weight_sizes[5];
  int weight_argument;
};

dnnl_engine_t processor(void);

// A description under construction: what all kinds of primitives share.
typedef struct {
  dnnl_primitive_desc_t description;
  int count;
  int names[ARGUMENTS];
  // Where the library says what layout an argument has.
  dnnl_query_t queries[ARGUMENTS];
  int indices[ARGUMENTS];
  int weight_argument;
} plan;

void plan_argument(plan *plan, int name, dnnl_query_t query, int index);
onednn_kernel *plan_finish(plan *plan, unsigned workers, bool may_be_reference,
                           const char **problem);
dnnl_primitive_attr_t plan_attributes(onednn_epilogue epilogue, const layout *added);
dnnl_status_t reorder_description(dnnl_primitive_desc_t *made, const layout *from,
                                  const layout *to, dnnl_primitive_attr_t attributes);
