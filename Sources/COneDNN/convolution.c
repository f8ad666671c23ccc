#include "library.h"

typedef struct {
  layout input, weights, bias, output;
  dnnl_dims_t strides, dilation, before, after;
} description;

static int padding_after(int out, int stride, int in, int before, int kernel, int dilation) {
  return (out - 1) * stride + dilation * (kernel - 1) + 1 - in - before;
}

static bool fill(description *made, const onednn_convolution *s, onednn_element input,
                 onednn_element weights, onednn_element output, const onednn_kernel *like) {
  if (s->groups < 1) return false;
  dnnl_dim_t inputs[4] = {s->batch, s->channels, s->height, s->width};
  dnnl_dim_t outputs[4] = {s->batch, s->out_channels, s->out_height, s->out_width};
  dnnl_dim_t kernel[5] = {s->groups, s->out_channels / s->groups, s->channels / s->groups,
                          s->kernel_height, s->kernel_width};
  dnnl_dim_t bias[1] = {s->out_channels};
  bool grouped = s->groups > 1;
  made->strides[0] = s->stride_height;
  made->strides[1] = s->stride_width;
  made->dilation[0] = s->dilation_height - 1;
  made->dilation[1] = s->dilation_width - 1;
  made->before[0] = s->padding_height;
  made->before[1] = s->padding_width;
  made->after[0] = padding_after(s->out_height, s->stride_height, s->height, s->padding_height,
                                 s->kernel_height, s->dilation_height);
  made->after[1] = padding_after(s->out_width, s->stride_width, s->width, s->padding_width,
                                 s->kernel_width, s->dilation_width);
  if (like) {
#if DNNL_VERSION_MAJOR >= 3
    made->weights = layout_copy(like->layouts[like->weight_argument]);
#else
    made->weights = layout_copy(&like->layouts[like->weight_argument]);
#endif
  } else if (layout_create(&made->weights, grouped ? 5 : 4, grouped ? kernel : kernel + 1,
                           weights, dnnl_format_tag_any)) {
    return false;
  }
  return !layout_create(&made->input, 4, inputs, input, dnnl_nhwc) &&
         !layout_create(&made->output, 4, outputs, output, dnnl_nhwc) &&
         !layout_create(&made->bias, 1, bias, onednn_float32, dnnl_x);
}

static void drop(description *made) {
  layout_destroy(&made->input);
  layout_destroy(&made->weights);
  layout_destroy(&made->bias);
  layout_destroy(&made->output);
}

#if DNNL_VERSION_MAJOR >= 3

static dnnl_status_t forward(dnnl_primitive_desc_t *made, description *d, bool bias,
                             dnnl_primitive_attr_t attributes) {
  return dnnl_convolution_forward_primitive_desc_create(
      made, processor(), dnnl_forward_training, dnnl_convolution_direct, d->input, d->weights,
      bias ? d->bias : NULL, d->output, d->strides, d->dilation, d->before, d->after, attributes);
}

static dnnl_status_t backward(dnnl_primitive_desc_t *made, description *d, onednn_pass pass,
                              bool bias, dnnl_primitive_desc_t hint,
                              dnnl_primitive_attr_t attributes) {
  if (pass == onednn_data_gradient)
    return dnnl_convolution_backward_data_primitive_desc_create(
        made, processor(), dnnl_convolution_direct, d->input, d->weights, d->output, d->strides,
        d->dilation, d->before, d->after, hint, attributes);
  return dnnl_convolution_backward_weights_primitive_desc_create(
      made, processor(), dnnl_convolution_direct, d->input, d->weights, bias ? d->bias : NULL,
      d->output, d->strides, d->dilation, d->before, d->after, hint, attributes);
}

#else

static dnnl_status_t forward(dnnl_primitive_desc_t *made, description *d, bool bias,
                             dnnl_primitive_attr_t attributes) {
  dnnl_convolution_desc_t c;
  dnnl_status_t status = dnnl_dilated_convolution_forward_desc_init(
      &c, dnnl_forward_training, dnnl_convolution_direct, &d->input, &d->weights,
      bias ? &d->bias : NULL, &d->output, d->strides, d->dilation, d->before, d->after);
  return status ? status
                : dnnl_primitive_desc_create(made, &c, attributes, processor(), NULL);
}

static dnnl_status_t backward(dnnl_primitive_desc_t *made, description *d, onednn_pass pass,
                              bool bias, dnnl_primitive_desc_t hint,
                              dnnl_primitive_attr_t attributes) {
  dnnl_convolution_desc_t c;
  dnnl_status_t status =
      pass == onednn_data_gradient
          ? dnnl_dilated_convolution_backward_data_desc_init(
                &c, dnnl_convolution_direct, &d->input, &d->weights, &d->output, d->strides,
                d->dilation, d->before, d->after)
          : dnnl_dilated_convolution_backward_weights_desc_init(
                &c, dnnl_convolution_direct, &d->input, &d->weights, bias ? &d->bias : NULL,
                &d->output, d->strides, d->dilation, d->before, d->after);
  return status ? status
                : dnnl_primitive_desc_create(made, &c, attributes, processor(), hint);
}

#endif

static void name_arguments(plan *plan, onednn_pass pass, onednn_epilogue epilogue) {
  switch (pass) {
    case onednn_forward:
      plan_argument(plan, DNNL_ARG_SRC, dnnl_query_src_md, 0);
      plan->weight_argument = plan->count;
      plan_argument(plan, DNNL_ARG_WEIGHTS, dnnl_query_weights_md, 0);
      if (epilogue.bias) plan_argument(plan, DNNL_ARG_BIAS, dnnl_query_weights_md, 1);
      if (epilogue.add)
        plan_argument(plan, DNNL_ARG_ATTR_MULTIPLE_POST_OP(0) | DNNL_ARG_SRC_1,
                      dnnl_query_dst_md, 0);
      plan_argument(plan, DNNL_ARG_DST, dnnl_query_dst_md, 0);
      break;
    case onednn_data_gradient:
      plan_argument(plan, DNNL_ARG_DIFF_DST, dnnl_query_diff_dst_md, 0);
      plan->weight_argument = plan->count;
      plan_argument(plan, DNNL_ARG_WEIGHTS, dnnl_query_weights_md, 0);
      plan_argument(plan, DNNL_ARG_DIFF_SRC, dnnl_query_diff_src_md, 0);
      break;
    case onednn_weight_gradient:
      plan_argument(plan, DNNL_ARG_SRC, dnnl_query_src_md, 0);
      plan_argument(plan, DNNL_ARG_DIFF_DST, dnnl_query_diff_dst_md, 0);
      plan->weight_argument = plan->count;
      plan_argument(plan, DNNL_ARG_DIFF_WEIGHTS, dnnl_query_diff_weights_md, 0);
      if (epilogue.bias) plan_argument(plan, DNNL_ARG_DIFF_BIAS, dnnl_query_diff_weights_md, 1);
      break;
  }
}

// Backward descriptions want to see a forward one of the same shapes.
static dnnl_status_t describe(dnnl_primitive_desc_t *made, const onednn_convolution *shape,
                              onednn_pass pass, onednn_element element, description *wanted,
                              onednn_epilogue epilogue) {
  onednn_epilogue none = {0};
  bool isForward = pass == onednn_forward;
  dnnl_primitive_attr_t attributes = plan_attributes(isForward ? epilogue : none,
                                                     &wanted->output);
  dnnl_status_t status;
  if (isForward) {
    status = forward(made, wanted, epilogue.bias, attributes);
  } else {
    description similar = {0};
    dnnl_primitive_desc_t hint = NULL;
    status = fill(&similar, shape, element, element, element, NULL)
                 ? forward(&hint, &similar, false, attributes)
                 : dnnl_out_of_memory;
    if (!status) status = backward(made, wanted, pass, epilogue.bias, hint, attributes);
    dnnl_primitive_desc_destroy(hint);
    drop(&similar);
  }
  dnnl_primitive_attr_destroy(attributes);
  return status;
}

onednn_kernel *onednn_convolution_create(const onednn_convolution *shape, onednn_pass pass,
                                         onednn_element element, onednn_element result,
                                         onednn_epilogue epilogue, const onednn_kernel *like,
                                         unsigned workers, const char **problem) {
  bool isForward = pass == onednn_forward, isWeights = pass == onednn_weight_gradient;
  description wanted = {0};
  plan plan = {0};
  *problem = "oneDNN finds no processor to run on";
  if (!processor()) return NULL;
  *problem = "oneDNN cannot describe this convolution";
  bool isFilled = fill(&wanted, shape, isForward || isWeights ? element : result,
                       isWeights ? onednn_float32 : element, isForward ? result : element, like);
  dnnl_status_t status =
      isFilled ? describe(&plan.description, shape, pass, element, &wanted, epilogue)
               : dnnl_invalid_arguments;
  drop(&wanted);
  if (status) return NULL;
  name_arguments(&plan, pass, epilogue);
  onednn_kernel *kernel = plan_finish(&plan, workers, false, problem);
  if (!kernel) return NULL;
  bool grouped = shape->groups > 1;
  dnnl_dim_t sizes[5] = {shape->groups, shape->out_channels / shape->groups,
                         shape->channels / shape->groups, shape->kernel_height,
                         shape->kernel_width};
  kernel->weight_axes = grouped ? 5 : 4;
  for (int i = 0; i < kernel->weight_axes; i++)
    kernel->weight_sizes[i] = sizes[grouped ? i : i + 1];
  return kernel;
}
