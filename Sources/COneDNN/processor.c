#include <stdio.h>

#include "library.h"

onednn_support onednn_bfloat16_support(void) {
  int isa = (int)dnnl_get_effective_cpu_isa();
  int tiles = (int)dnnl_cpu_isa_avx512_core_amx;
  int vectors = (int)dnnl_cpu_isa_avx512_core_bf16;
  if ((isa & tiles) == tiles) return onednn_tiles;
  return (isa & vectors) == vectors ? onednn_vectors : onednn_none;
}

const char *onednn_instruction_set(void) {
  static const struct {
    int isa;
    const char *name;
  } sets[] = {
      {dnnl_cpu_isa_avx512_core_amx, "AVX512_CORE_AMX"},
      {dnnl_cpu_isa_avx512_core_bf16, "AVX512_CORE_BF16"},
      {dnnl_cpu_isa_avx512_core_vnni, "AVX512_CORE_VNNI"},
      {dnnl_cpu_isa_avx512_core, "AVX512_CORE"},
      {dnnl_cpu_isa_avx2_vnni, "AVX2_VNNI"},
      {dnnl_cpu_isa_avx2, "AVX2"},
      {dnnl_cpu_isa_avx, "AVX"},
      {dnnl_cpu_isa_sse41, "SSE41"},
  };
  int isa = (int)dnnl_get_effective_cpu_isa();
  // A set's number has the bits of all sets it contains.
  for (size_t i = 0; i < sizeof sets / sizeof *sets; i++)
    if ((isa & sets[i].isa) == sets[i].isa) return sets[i].name;
  return "none";
}

const char *onednn_version_string(void) {
  static char text[32];
  const dnnl_version_t *version = dnnl_version();
  snprintf(text, sizeof text, "%d.%d.%d", version->major, version->minor, version->patch);
  return text;
}
