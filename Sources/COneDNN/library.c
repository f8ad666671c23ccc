#include "library.h"

#if DNNL_VERSION_MAJOR >= 3

dnnl_status_t layout_create(layout *made, int axes, const dnnl_dim_t *sizes,
                            onednn_element element, dnnl_format_tag_t order) {
  return dnnl_memory_desc_create_with_tag(made, axes, sizes, data_type(element), order);
}

dnnl_status_t layout_with_strides(layout *made, int axes, const dnnl_dim_t *sizes,
                                  onednn_element element, const dnnl_dim_t *strides) {
  return dnnl_memory_desc_create_with_strides(made, axes, sizes, data_type(element), strides);
}

void layout_destroy(layout *made) {
  if (*made) dnnl_memory_desc_destroy(*made);
  *made = NULL;
}

layout layout_copy(borrowed_layout from) {
  layout copy = NULL;
  dnnl_memory_desc_clone(&copy, from);
  return copy;
}

size_t layout_size(const layout *of) { return dnnl_memory_desc_get_size(*of); }

static dnnl_status_t memory_create(dnnl_memory_t *made, const layout *of) {
  return dnnl_memory_create(made, *of, processor(), DNNL_MEMORY_NONE);
}

dnnl_status_t reorder_description(dnnl_primitive_desc_t *made, const layout *from,
                                  const layout *to, dnnl_primitive_attr_t attributes) {
  return dnnl_reorder_primitive_desc_create(made, *from, processor(), *to, processor(),
                                            attributes);
}

static void append_epilogue(dnnl_post_ops_t list, onednn_epilogue epilogue,
                            const layout *added) {
  if (epilogue.add) dnnl_post_ops_append_binary(list, dnnl_binary_add, *added);
  if (epilogue.rectifier) dnnl_post_ops_append_eltwise(list, dnnl_eltwise_relu, 0, 0);
}

static borrowed_layout query_layout(dnnl_primitive_desc_t of, dnnl_query_t what, int index) {
  return dnnl_primitive_desc_query_md(of, what, index);
}

#else

dnnl_status_t layout_create(layout *made, int axes, const dnnl_dim_t *sizes,
                            onednn_element element, dnnl_format_tag_t order) {
  return dnnl_memory_desc_init_by_tag(made, axes, sizes, data_type(element), order);
}

dnnl_status_t layout_with_strides(layout *made, int axes, const dnnl_dim_t *sizes,
                                  onednn_element element, const dnnl_dim_t *strides) {
  return dnnl_memory_desc_init_by_strides(made, axes, sizes, data_type(element), strides);
}

void layout_destroy(layout *made) { (void)made; }

layout layout_copy(borrowed_layout from) {
  layout none = {0};
  return from ? *from : none;
}

size_t layout_size(const layout *of) { return dnnl_memory_desc_get_size(of); }

static dnnl_status_t memory_create(dnnl_memory_t *made, const layout *of) {
  return dnnl_memory_create(made, of, processor(), DNNL_MEMORY_NONE);
}

dnnl_status_t reorder_description(dnnl_primitive_desc_t *made, const layout *from,
                                  const layout *to, dnnl_primitive_attr_t attributes) {
  return dnnl_reorder_primitive_desc_create(made, from, processor(), to, processor(), attributes);
}

static void append_epilogue(dnnl_post_ops_t list, onednn_epilogue epilogue,
                            const layout *added) {
  if (epilogue.add) dnnl_post_ops_append_binary(list, dnnl_binary_add, added);
  if (epilogue.rectifier) dnnl_post_ops_append_eltwise(list, 1, dnnl_eltwise_relu, 0, 0);
}

static borrowed_layout query_layout(dnnl_primitive_desc_t of, dnnl_query_t what, int index) {
  return dnnl_primitive_desc_query_md(of, what, index);
}

#endif

dnnl_primitive_attr_t plan_attributes(onednn_epilogue epilogue, const layout *added) {
  dnnl_primitive_attr_t attributes;
  dnnl_post_ops_t list;
  if (dnnl_primitive_attr_create(&attributes)) return NULL;
  dnnl_primitive_attr_set_scratchpad_mode(attributes, dnnl_scratchpad_mode_user);
  if (dnnl_post_ops_create(&list)) return attributes;
  append_epilogue(list, epilogue, added);
  dnnl_primitive_attr_set_post_ops(attributes, list);
  dnnl_post_ops_destroy(list);
  return attributes;
}

void plan_argument(plan *plan, int name, dnnl_query_t query, int index) {
  plan->names[plan->count] = name;
  plan->queries[plan->count] = query;
  plan->indices[plan->count++] = index;
}

static bool is_reference(const char *name) {
  return !strncmp(name, "ref", 3) || !strncmp(name, "simple:any", 10);
}

static dnnl_status_t make_memories(onednn_kernel *kernel, const layout *scratch) {
  int all = kernel->count + 1;
  kernel->streams = calloc(kernel->workers, sizeof *kernel->streams);
  kernel->memories = calloc(kernel->workers * all, sizeof *kernel->memories);
  kernel->addresses = calloc(kernel->workers * all, sizeof *kernel->addresses);
  if (!kernel->streams || !kernel->memories || !kernel->addresses) return dnnl_out_of_memory;
  for (unsigned worker = 0; worker < kernel->workers; worker++) {
    dnnl_status_t status =
        dnnl_stream_create(&kernel->streams[worker], processor(), dnnl_stream_default_flags);
    for (int i = 0; i < all && !status; i++)
      status = memory_create(&kernel->memories[worker * all + i],
                             i < kernel->count ? &kernel->layouts[i] : scratch);
    if (status) return status;
  }
  return dnnl_success;
}

onednn_kernel *plan_finish(plan *plan, unsigned workers, bool may_be_reference,
                           const char **problem) {
  onednn_kernel *kernel = calloc(1, sizeof *kernel);
  dnnl_primitive_desc_t description = plan->description;
  const char *name = "";
  *problem = "oneDNN cannot build a primitive";
  if (!kernel) goto failed;
  dnnl_primitive_desc_query(description, dnnl_query_impl_info_str, 0, (void *)&name);
  if (!may_be_reference && is_reference(name)) {
    *problem = "oneDNN has only its reference code for this shape";
    goto failed;
  }
  kernel->implementation = name;
  kernel->workers = workers;
  kernel->count = plan->count;
  kernel->weight_argument = plan->weight_argument;
  for (int i = 0; i < plan->count; i++) {
    kernel->names[i] = plan->names[i];
    kernel->layouts[i] =
        layout_copy(query_layout(description, plan->queries[i], plan->indices[i]));
  }
  layout scratch = layout_copy(query_layout(description, dnnl_query_scratchpad_md, 0));
  kernel->scratch_bytes = layout_size(&scratch);
  bool isMade = !dnnl_primitive_create(&kernel->primitive, description) &&
                !make_memories(kernel, &scratch);
  layout_destroy(&scratch);
  if (!isMade) goto failed;
  // The name belongs to the description that the primitive keeps.
  const_dnnl_primitive_desc_t kept;
  if (!dnnl_primitive_get_primitive_desc(kernel->primitive, &kept))
    dnnl_primitive_desc_query(kept, dnnl_query_impl_info_str, 0, (void *)&kernel->implementation);
  dnnl_primitive_desc_destroy(description);
  *problem = NULL;
  return kernel;
failed:
  dnnl_primitive_desc_destroy(description);
  onednn_destroy(kernel);
  return NULL;
}
