// The few things the engine asks of oneDNN, in a form that stays when the library's version
// changes: 2.6 of Debian 12 and the 3 series both compile behind it.
//
// A kernel is one compiled primitive with its memory descriptions. It runs on the calling thread
// only, whatever OpenMP would allow; several workers may run one kernel at a time, each under its
// own number. Images are channels-last, convolution weights [out, in / groups, height, width].
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct onednn_kernel onednn_kernel;

typedef enum { onednn_float32, onednn_bfloat16 } onednn_element;

// Which of a convolution's three products.
typedef enum {
  onednn_forward,           // output = input * weights
  onednn_data_gradient,     // input's gradient from weights and output's gradient
  onednn_weight_gradient,   // weights' gradient from input and output's gradient
} onednn_pass;

typedef struct {
  int batch, groups;
  int height, width, channels;              // of the input
  int out_height, out_width, out_channels;  // of the output
  int kernel_height, kernel_width;
  int stride_height, stride_width;
  int padding_height, padding_width;        // at the top and left
  int dilation_height, dilation_width;      // 1 is dense
} onednn_convolution;

// What a forward kernel does to its result before it leaves the registers.
typedef struct {
  bool bias;       // adds one number per output channel or column
  bool add;        // adds a tensor of the result's shape
  bool rectifier;  // max(x, 0), last
} onednn_epilogue;

// Every creator returns NULL and sets *problem, a static string, where the library cannot.

// Arguments of onednn_run by pass, results last: forward: input, packed weights, [bias float32],
// [added tensor], output; data gradient: output's gradient, packed weights, input's gradient;
// weight gradient: input, output's gradient, packed gradient of the weights, bias gradient
// float32 if epilogue.bias. `like`, if not NULL, gives the form of packed weights to share.
onednn_kernel *onednn_convolution_create(const onednn_convolution *shape, onednn_pass pass,
                                         onednn_element element, onednn_element result,
                                         onednn_epilogue epilogue, const onednn_kernel *like,
                                         unsigned workers, const char **problem);

// result [rows, columns] = first [rows, inner] · second [inner, columns]. `first` has
// `first_stride` numbers from row to row, or from column to column if `first_transposed`;
// `second` is packed (see onednn_pack_create) or, if `second_stride` is not 0, plain: so many
// numbers from row to row, or from column to column if `second_transposed`.
// Arguments: first, second, [bias float32], result.
onednn_kernel *onednn_product_create(int rows, int inner, int columns, bool first_transposed,
                                     int first_stride, int second_stride,
                                     bool second_transposed, int result_stride,
                                     onednn_element element, onednn_element result,
                                     onednn_epilogue epilogue, const onednn_kernel *like,
                                     unsigned workers, const char **problem);

// Rewrites plain float32 weights in the form a kernel wants; for a product, `transposed` says
// that the plain ones are [columns, inner]. Arguments: plain, packed.
onednn_kernel *onednn_pack_create(const onednn_kernel *kernel, bool transposed, unsigned workers,
                                  const char **problem);
// The reverse, for a weight gradient. Arguments: packed, plain.
onednn_kernel *onednn_unpack_create(const onednn_kernel *kernel, unsigned workers,
                                    const char **problem);

void onednn_destroy(onednn_kernel *kernel);

// Bytes of the packed weights.
size_t onednn_packed_bytes(const onednn_kernel *kernel);
// Bytes of scratch memory every run needs, aligned to 64.
size_t onednn_scratch_bytes(const onednn_kernel *kernel);
// The library's name of the code it chose; never its reference code.
const char *onednn_implementation(const onednn_kernel *kernel);

// The arguments in order; those that are NULL are left out. worker < workers; returns 0, or the
// library's status.
int onednn_run(onednn_kernel *kernel, unsigned worker, const void *first, const void *second,
               const void *third, const void *fourth, const void *fifth, void *scratch);

// Products of bfloat16 that the processor has instructions for, under the limit that
// ONEDNN_MAX_CPU_ISA sets.
typedef enum { onednn_none, onednn_vectors, onednn_tiles } onednn_support;
onednn_support onednn_bfloat16_support(void);
// The instruction set that kernels are chosen for, under the same limit; as the limit names it.
const char *onednn_instruction_set(void);
// As "2.6.3".
const char *onednn_version_string(void);

// Makes OpenMP regions that the calling thread starts have one thread, so that primitives are
// compiled for one and run on one; returns the number there was. Builds of oneDNN for threads other
// than OpenMP's are not bound by it, see library.h.
int onednn_use_one_thread(void);
void onednn_restore_threads(int threads);
