#include "vector_math.h"

// One round of Philox4x32: two full products, exclusive-ored across.
#define ROUND(A, B, C, D, K0, K1)                     \
  {                                                   \
    uint64_t p = (uint64_t)0xD2511F53u * A;           \
    uint64_t q = (uint64_t)0xCD9E8D57u * C;           \
    A = (uint32_t)(q >> 32) ^ B ^ (K0);               \
    B = (uint32_t)q;                                  \
    C = (uint32_t)(p >> 32) ^ D ^ (K1);               \
    D = (uint32_t)p;                                  \
  }

enum { BLOCKS = 64 };

// The random words of BLOCKS successive counters, words[4 * block + word].
INLINE void philox(uint32_t first, uint32_t word, uint64_t step, uint64_t seed, uint32_t *words) {
  INDEPENDENT for (uint32_t block = 0; block < BLOCKS; block++) {
    uint32_t a = first + block, b = word, c = (uint32_t)step, d = (uint32_t)(step >> 32);
    uint32_t k0 = (uint32_t)seed, k1 = (uint32_t)(seed >> 32);
    for (uint32_t round = 0; round < 10; round++)
      ROUND(a, b, c, d, k0 + round * 0x9E3779B9u, k1 + round * 0xBB67AE85u)
    words[4 * block] = a;
    words[4 * block + 1] = b;
    words[4 * block + 2] = c;
    words[4 * block + 3] = d;
  }
}

INLINE void dropout(vector_element element, size_t count, size_t first, uint32_t threshold,
                    float factor, uint64_t seed, uint32_t word, uint64_t step, const void *x,
                    void *y) {
  uint32_t words[4 * BLOCKS];
  size_t done = 0;
  while (done < count) {
    size_t number = first + done, skipped = number % 4;
    philox((uint32_t)(number / 4), word, step, seed, words);
    size_t size = 4 * BLOCKS - skipped < count - done ? 4 * BLOCKS - skipped : count - done;
    INDEPENDENT for (size_t i = 0; i < size; i++)
      store(element, y, done + i,
            words[skipped + i] >= threshold ? load(element, x, done + i) * factor : 0);
    done += size;
  }
}

CLONED void vector_dropout(vector_element element, size_t count, size_t first,
                           uint32_t threshold, float factor, uint64_t seed, uint32_t word,
                           uint64_t step, const void *x, void *y) {
  FOR_EACH_ELEMENT(dropout, element, count, first, threshold, factor, seed, word, step, x, y);
}
