// Runs a convolution's three passes and a product and prints sums of their results, one line each:
// its name, the plain sum, and the sum weighted by place. Compiled against different versions of
// oneDNN by VersionTests.swift; the numbers must agree.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "COneDNN.h"

static float *numbers(size_t count, float scale) {
  float *made = aligned_alloc(64, (count * sizeof(float) + 63) / 64 * 64);
  for (size_t i = 0; i < count; i++) made[i] = scale * ((float)(i * 37 % 101) - 50);
  return made;
}

static void print(const char *name, const float *values, size_t count) {
  double sum = 0, weighted = 0;
  for (size_t i = 0; i < count; i++) {
    sum += values[i];
    weighted += values[i] * (double)(i % 17 + 1);
  }
  printf("%s %.9g %.9g\n", name, sum, weighted);
}

static const char *problem;

static onednn_kernel *made(onednn_kernel *kernel) {
  if (kernel) return kernel;
  fprintf(stderr, "%s\n", problem);
  exit(1);
}

static void run(onednn_kernel *kernel, const void *first, const void *second, const void *third,
                const void *fourth) {
  void *scratch = numbers(onednn_scratch_bytes(kernel) / 4 + 16, 0);
  int status = onednn_run(kernel, 0, first, second, third, fourth, NULL, scratch);
  free(scratch);
  if (!status) return;
  fprintf(stderr, "status %d\n", status);
  exit(1);
}

static const onednn_convolution shape = {
    .batch = 2, .groups = 1, .height = 9, .width = 8, .channels = 16,
    .out_height = 5, .out_width = 4, .out_channels = 32, .kernel_height = 3, .kernel_width = 3,
    .stride_height = 2, .stride_width = 2, .padding_height = 1, .padding_width = 1,
    .dilation_height = 1, .dilation_width = 1};
enum { inputs = 2 * 9 * 8 * 16, outputs = 2 * 5 * 4 * 32, weights = 32 * 16 * 3 * 3 };

static onednn_kernel *convolution(onednn_pass pass, onednn_epilogue epilogue,
                                  const onednn_kernel *like) {
  return made(onednn_convolution_create(&shape, pass, onednn_float32, onednn_float32, epilogue,
                                        like, 1, &problem));
}

static void convolutions(void) {
  float *input = numbers(inputs, 0.02f), *output = numbers(outputs, 0.01f);
  float *bias = numbers(32, 0.05f), *plain = numbers(weights, 0.003f);
  onednn_kernel *forward =
      convolution(onednn_forward, (onednn_epilogue){.bias = true, .rectifier = true}, NULL);
  onednn_kernel *pack = made(onednn_pack_create(forward, false, 1, &problem));
  float *packed = numbers(onednn_packed_bytes(forward) / 4, 0);
  run(pack, plain, packed, NULL, NULL);
  run(forward, input, packed, bias, output);
  print("forward", output, outputs);

  onednn_kernel *back = convolution(onednn_data_gradient, (onednn_epilogue){0}, NULL);
  onednn_kernel *backPack = made(onednn_pack_create(back, false, 1, &problem));
  float *backPacked = numbers(onednn_packed_bytes(back) / 4, 0);
  float *inputGradient = numbers(inputs, 0);
  run(backPack, plain, backPacked, NULL, NULL);
  run(back, output, backPacked, inputGradient, NULL);
  print("data-gradient", inputGradient, inputs);

  onednn_kernel *gradient =
      convolution(onednn_weight_gradient, (onednn_epilogue){.bias = true}, NULL);
  onednn_kernel *unpack = made(onednn_unpack_create(gradient, 1, &problem));
  float *gradientPacked = numbers(onednn_packed_bytes(gradient) / 4, 0);
  run(gradient, input, output, gradientPacked, bias);
  run(unpack, gradientPacked, plain, NULL, NULL);
  print("weight-gradient", plain, weights);
  print("bias-gradient", bias, 32);

  onednn_kernel *kernels[] = {forward, pack, back, backPack, gradient, unpack};
  for (int i = 0; i < 6; i++) onednn_destroy(kernels[i]);
  float *all[] = {input, output, bias, plain, packed, backPacked, inputGradient, gradientPacked};
  for (int i = 0; i < 8; i++) free(all[i]);
}

// Keeps the upper halves of numbers, which are their bfloat16 forms, in place.
static void halve(float *values, size_t count) {
  char *bytes = (char *)values;
  for (size_t i = 0; i < count; i++) memmove(bytes + 2 * i, bytes + 4 * i + 2, 2);
}

// All factors have at most eight bits, so that bfloat16 holds them too.
static void product(const char *name, onednn_element element) {
  enum { rows = 33, inner = 48, columns = 20 };
  float *first = numbers(rows * inner, 1.0f / 64), *second = numbers(inner * columns, 1.0f / 32);
  float *bias = numbers(columns, 0.1f), *result = numbers(rows * columns, 0);
  onednn_kernel *kernel = made(
      onednn_product_create(rows, inner, columns, false, inner, 0, false, columns, element,
                            onednn_float32, (onednn_epilogue){.bias = true}, NULL, 1, &problem));
  onednn_kernel *pack = made(onednn_pack_create(kernel, false, 1, &problem));
  float *packed = numbers(onednn_packed_bytes(kernel) / 4, 0);
  run(pack, second, packed, NULL, NULL);
  if (element == onednn_bfloat16) halve(first, rows * inner);
  run(kernel, first, packed, bias, result);
  print(name, result, rows * columns);
  onednn_destroy(kernel);
  onednn_destroy(pack);
  float *all[] = {first, second, bias, packed, result};
  for (int i = 0; i < 5; i++) free(all[i]);
}

int main(void) {
  onednn_use_one_thread();
  printf("version %s\n", onednn_version_string());
  convolutions();
  product("product", onednn_float32);
  if (onednn_bfloat16_support() != onednn_none) product("half-product", onednn_bfloat16);
  return 0;
}
