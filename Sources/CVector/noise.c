#include "philox.h"

// In 0..<1, half of 2^-23 from its ends, of a word's upper 23 bits.
INLINE float unit(uint32_t word) { return ((float)(word >> 9) + 0.5f) * 0x1p-23f; }

// Two numbers of the normal distribution: the radius from one word, the angle from another.
INLINE void normal_pair(uint32_t one, uint32_t other, float *y) {
  float radius = square_root(-2.0f * fast_log(unit(one)));
  float turns = unit(other) * 4.0f;  // quarters
  const float round = 12582912.0f;   // 1.5 · 2^23: adding it rounds to an integer
  float quarter = (turns + round) - round;
  float r = (turns - quarter) * 1.57079632679489662f;
  float z = r * r;
  // The polynomials are those of Cephes' sinf and cosf.
  float sine = ((-1.9515295891e-4f * z + 8.3321608736e-3f) * z - 1.6666654611e-1f) * z * r + r;
  float p = (2.443315711809948e-5f * z - 1.388731625493765e-3f) * z + 4.166664568298827e-2f;
  float cosine = p * z * z - 0.5f * z + 1.0f;
  int32_t number = (int32_t)quarter;
  float c = number & 1 ? sine : cosine, s = number & 1 ? cosine : sine;
  y[0] = radius * ((number + 1) & 2 ? -c : c);
  y[1] = radius * (number & 2 ? -s : s);
}

// Four numbers for each of BLOCKS successive counters.
INLINE void normals(uint32_t first, uint32_t word, uint64_t step, uint64_t seed, float *y) {
  INDEPENDENT for (uint32_t block = 0; block < BLOCKS; block++) {
    uint32_t a = first + block, b = word, c = (uint32_t)step, d = (uint32_t)(step >> 32);
    PHILOX(a, b, c, d, seed)
    normal_pair(a, b, y + 4 * block);
    normal_pair(c, d, y + 4 * block + 2);
  }
}

CLONED void vector_gaussian_noise(size_t count, size_t first, uint64_t seed, uint32_t word,
                                  uint64_t step, float *y) {
  float noise[4 * BLOCKS];
  size_t done = 0;
  while (done < count) {
    size_t element = first + done, skipped = element % 4;
    normals((uint32_t)(element / 4), word, step, seed, noise);
    size_t size = 4 * BLOCKS - skipped < count - done ? 4 * BLOCKS - skipped : count - done;
    memcpy(y + done, noise + skipped, size * sizeof(float));
    done += size;
  }
}
