#include <stdio.h>

#include "library.h"

onednn_support onednn_bfloat16_support(void) {
  int isa = (int)dnnl_get_effective_cpu_isa();
  int tiles = (int)dnnl_cpu_isa_avx512_core_amx;
  int vectors = (int)dnnl_cpu_isa_avx512_core_bf16;
  if ((isa & tiles) == tiles) return onednn_tiles;
  return (isa & vectors) == vectors ? onednn_vectors : onednn_none;
}

const char *onednn_version_string(void) {
  static char text[32];
  const dnnl_version_t *version = dnnl_version();
  snprintf(text, sizeof text, "%d.%d.%d", version->major, version->minor, version->patch);
  return text;
}
