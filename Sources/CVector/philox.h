// Philox4x32-10, the counter-based generator of Salmon et al. 2011, SC11, many blocks at a time.
#pragma once
#include "vector_math.h"

// Successive counters that are computed together.
enum { BLOCKS = 64 };

// One round: two full products, exclusive-ored across.
#define PHILOX_ROUND(A, B, C, D, K0, K1)              \
  {                                                   \
    uint64_t p = (uint64_t)0xD2511F53u * A;           \
    uint64_t q = (uint64_t)0xCD9E8D57u * C;           \
    A = (uint32_t)(q >> 32) ^ B ^ (K0);               \
    B = (uint32_t)q;                                  \
    C = (uint32_t)(p >> 32) ^ D ^ (K1);               \
    D = (uint32_t)p;                                  \
  }

// Turns a counter of four words into four random ones; a macro, for loops over it vectorise only
// if the words stay in registers.
#define PHILOX(A, B, C, D, SEED)                                                             \
  {                                                                                          \
    uint32_t k0 = (uint32_t)(SEED), k1 = (uint32_t)((SEED) >> 32);                           \
    for (uint32_t round = 0; round < 10; round++)                                            \
      PHILOX_ROUND(A, B, C, D, k0 + round * 0x9E3779B9u, k1 + round * 0xBB67AE85u)           \
  }
