#include "library.h"

#if DNNL_VERSION_MAJOR >= 3

static dnnl_status_t describe(dnnl_primitive_desc_t *made, layout *first, layout *second,
                              layout *bias, layout *result, dnnl_primitive_attr_t attributes) {
  return dnnl_matmul_primitive_desc_create(made, processor(), *first, *second,
                                           bias ? *bias : NULL, *result, attributes);
}

#else

static dnnl_status_t describe(dnnl_primitive_desc_t *made, layout *first, layout *second,
                              layout *bias, layout *result, dnnl_primitive_attr_t attributes) {
  dnnl_matmul_desc_t product;
  dnnl_status_t status = dnnl_matmul_desc_init(&product, first, second, bias, result);
  return status ? status
                : dnnl_primitive_desc_create(made, &product, attributes, processor(), NULL);
}

#endif

static dnnl_status_t second_layout(layout *made, const dnnl_dim_t *sizes, int stride,
                                   bool transposed, onednn_element element,
                                   const onednn_kernel *like) {
  dnnl_dim_t strides[2] = {transposed ? 1 : stride, transposed ? stride : 1};
  if (like) {
#if DNNL_VERSION_MAJOR >= 3
    *made = layout_copy(like->layouts[like->weight_argument]);
#else
    *made = layout_copy(&like->layouts[like->weight_argument]);
#endif
    return dnnl_success;
  }
  return stride ? layout_with_strides(made, 2, sizes, element, strides)
                : layout_create(made, 2, sizes, element, dnnl_format_tag_any);
}

onednn_kernel *onednn_product_create(int rows, int inner, int columns, bool first_transposed,
                                     int first_stride, int second_stride,
                                     bool second_transposed, int result_stride,
                                     onednn_element element, onednn_element result,
                                     onednn_epilogue epilogue, const onednn_kernel *like,
                                     unsigned workers, const char **problem) {
  dnnl_dim_t firsts[2] = {rows, inner}, seconds[2] = {inner, columns}, results[2] = {rows, columns};
  dnnl_dim_t plain[2] = {first_stride, 1}, turned[2] = {1, first_stride};
  dnnl_dim_t apart[2] = {result_stride, 1}, biases[2] = {1, columns};
  layout first = {0}, second = {0}, bias = {0}, sum = {0};
  plan plan = {0};
  *problem = "oneDNN finds no processor to run on";
  if (!processor()) return NULL;
  *problem = "oneDNN cannot describe this product";
  dnnl_status_t status = dnnl_invalid_arguments;
  if (!layout_with_strides(&first, 2, firsts, element, first_transposed ? turned : plain) &&
      !second_layout(&second, seconds, second_stride, second_transposed, element, like) &&
      !layout_create(&bias, 2, biases, onednn_float32, dnnl_ab) &&
      !layout_with_strides(&sum, 2, results, result, apart)) {
    dnnl_primitive_attr_t attributes = plan_attributes(epilogue, &sum);
    status = describe(&plan.description, &first, &second, epilogue.bias ? &bias : NULL, &sum,
                      attributes);
    dnnl_primitive_attr_destroy(attributes);
  }
  layout_destroy(&first);
  layout_destroy(&second);
  layout_destroy(&bias);
  layout_destroy(&sum);
  if (status) return NULL;
  plan_argument(&plan, DNNL_ARG_SRC, dnnl_query_src_md, 0);
  plan.weight_argument = plan.count;
  plan_argument(&plan, DNNL_ARG_WEIGHTS, dnnl_query_weights_md, 0);
  if (epilogue.bias) plan_argument(&plan, DNNL_ARG_BIAS, dnnl_query_weights_md, 1);
  plan_argument(&plan, DNNL_ARG_DST, dnnl_query_dst_md, 0);
  onednn_kernel *kernel = plan_finish(&plan, workers, false, problem);
  if (!kernel) return NULL;
  kernel->weight_axes = 2;
  kernel->weight_sizes[0] = inner;
  kernel->weight_sizes[1] = columns;
  return kernel;
}
