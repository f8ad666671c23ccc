#include "philox.h"

// The random words of BLOCKS successive counters, words[4 * block + word].
INLINE void philox(uint32_t first, uint32_t word, uint64_t step, uint64_t seed, uint32_t *words) {
  INDEPENDENT for (uint32_t block = 0; block < BLOCKS; block++) {
    uint32_t a = first + block, b = word, c = (uint32_t)step, d = (uint32_t)(step >> 32);
    PHILOX(a, b, c, d, seed)
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
