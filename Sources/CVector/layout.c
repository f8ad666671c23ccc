#include "vector_math.h"

// Two registers of 16, so that the processor works on one while the other's numbers are under way.
enum { LANES = vector_layout_lanes, STEPS = 64 };

struct row_smoothing {
  float low[LANES], high[LANES], sigma[LANES];
};

// Halves the interval, or doubles sigma while no upper end is known.
INLINE void narrow(struct row_smoothing *s, const float *total, float target) {
  for (size_t lane = 0; lane < LANES; lane++) {
    int isLarge = total[lane] > target;
    float sigma = s->sigma[lane];
    s->high[lane] = isLarge ? sigma : s->high[lane];
    s->low[lane] = isLarge ? s->low[lane] : sigma;
    float middle = 0.5f * (s->low[lane] + s->high[lane]);
    s->sigma[lane] = s->high[lane] < INFINITY ? middle : 2 * sigma;
  }
}

// Sums of the exponentials of LANES rows; x [k, LANES] holds d - rho, not below 0.
INLINE void exponential_totals(size_t k, const float *x, const float *sigma, float *total) {
  for (size_t lane = 0; lane < LANES; lane++) total[lane] = 0;
  for (size_t i = 0; i < k; i++, x += LANES)
    for (size_t lane = 0; lane < LANES; lane++)
      total[lane] += x[lane] > 0 ? fast_exp(-x[lane] / sigma[lane]) : 1.0f;
}

// What lies between the rows' nearest distance and each of their distances, at most 256 of them.
INLINE void smooth_lanes(size_t k, float target, const float *x, float *sigma) {
  struct row_smoothing s;
  for (size_t lane = 0; lane < LANES; lane++)
    s.low[lane] = 0, s.high[lane] = INFINITY, s.sigma[lane] = 1;
  float total[LANES];
  for (size_t step = 0; step < STEPS; step++) {
    exponential_totals(k, x, s.sigma, total);
    narrow(&s, total, target);
  }
  for (size_t lane = 0; lane < LANES; lane++) sigma[lane] = s.sigma[lane];
}

enum { MOST = 256 };

CLONED void vector_smooth_distances(size_t rows, size_t k, float target, float floor, float mean,
                                    const float *distances, float *rho, float *sigma,
                                    float *weights) {
  float x[MOST * LANES], found[LANES];
  size_t used = k < MOST ? k : MOST;
  for (size_t start = 0; start < rows; start += LANES) {
    size_t count = rows - start < LANES ? rows - start : LANES;
    for (size_t i = 0; i < used * LANES; i++) x[i] = 0;
    for (size_t lane = 0; lane < count; lane++) {
      const float *d = distances + (start + lane) * k;
      size_t nearest = 0;
      while (nearest < k && !(d[nearest] > 0)) nearest++;
      float least = nearest < k ? d[nearest] : 0;
      rho[start + lane] = least;
      for (size_t i = 0; i < used; i++) x[i * LANES + lane] = d[i] > least ? d[i] - least : 0;
    }
    smooth_lanes(used, target, x, found);
    for (size_t lane = 0; lane < count; lane++) {
      const float *d = distances + (start + lane) * k;
      float least = rho[start + lane], total = 0;
      for (size_t i = 0; i < k; i++) total += d[i];
      float smallest = floor * (least > 0 ? total / (float)(k + 1) : mean);
      float width = found[lane] > smallest ? found[lane] : smallest;
      sigma[start + lane] = width;
      for (size_t i = 0; i < k; i++) {
        float beyond = d[i] - least;
        weights[(start + lane) * k + i] =
            beyond > 0 ? (width > 0 ? fast_exp(-beyond / width) : 0) : 1;
      }
    }
  }
}

// A word that looks random of two, by the finaliser of Murmur 3 (Appleby 2011) on their mixture.
INLINE uint32_t scrambled(uint32_t key, uint32_t counter) {
  uint32_t x = key ^ (counter * 0x9E3779B9u);
  x ^= x >> 16;
  x *= 0x85EBCA6Bu;
  x ^= x >> 13;
  x *= 0xC2B2AE35u;
  return x ^ (x >> 16);
}

// x^exponent for normal positive x, to about one part in ten thousand: forces need no more. The
// polynomials are least-squares fits of log2(1 + t) / t and 2^r, weighted towards the largest error.
INLINE float rough_power(float x, float exponent) {
  uint32_t shifted = as_bits(x) - 0x3f3504f3u;  // bits of sqrt(1/2)
  float t = as_float((shifted & 0x007fffffu) + 0x3f3504f3u) - 1.0f;
  float p = 0.26116976f;
  p = p * t - 0.39246142f;
  p = p * t + 0.4846483f;
  p = p * t - 0.72046244f;
  p = p * t + 1.4426558f;
  float y = exponent * ((float)((int32_t)shifted >> 23) + t * p);
  y = y < -126 ? -126 : y;
  y = y > 126 ? 126 : y;
  const float round = 12582912.0f;  // 1.5 · 2^23: adding it rounds to an integer
  float n = (y + round) - round, r = y - n;
  float q = 0.05600585f;
  q = q * r + 0.24263996f;
  q = q * r + 0.69310534f;
  q = q * r + 0.9999245f;
  return as_float(as_bits(q) + ((uint32_t)(int32_t)n << 23));
}

INLINE float limited(float x, float limit) {
  x = x > limit ? limit : x;
  return x < -limit ? -limit : x;
}

// The vertices that move together, one in each lane.
struct lanes {
  float x[LANES], y[LANES];
  uint32_t key[LANES];
  uint32_t count[LANES];
};

INLINE void pull(const struct vector_layout *layout, float rate, const int32_t *ends,
                 uint32_t step, struct lanes *v) {
  float a = layout->a, b = layout->b, force = -2 * a * b * layout->pull;
  const float *seen = layout->seen;
  float limit = layout->limit * layout->pull;
  INDEPENDENT for (size_t lane = 0; lane < LANES; lane++) {
    int32_t end = ends[lane];
    float dx = v->x[lane] - seen[2 * end], dy = v->y[lane] - seen[2 * end + 1];
    float square = dx * dx + dy * dy;
    square = square > 1e-12f ? square : 1e-12f;
    float power = rough_power(square, b);
    float factor = force * power / (square * (1 + a * power));
    float share = step < v->count[lane] ? rate : 0;
    v->x[lane] += share * limited(factor * dx, limit);
    v->y[lane] += share * limited(factor * dy, limit);
  }
}

INLINE void push(const struct vector_layout *layout, float rate, uint32_t counter, uint32_t step,
                 struct lanes *v) {
  float a = layout->a, b = layout->b, force = 2 * b * layout->push;
  const float *seen = layout->seen;
  float limit = layout->limit;
  uint64_t others = layout->others;
  INDEPENDENT for (size_t lane = 0; lane < LANES; lane++) {
    int32_t end = (int32_t)((scrambled(v->key[lane], counter) * others) >> 32);
    float dx = v->x[lane] - seen[2 * end], dy = v->y[lane] - seen[2 * end + 1];
    float square = dx * dx + dy * dy;
    float power = rough_power(square > 1e-12f ? square : 1e-12f, b);
    float factor = force / ((0.001f + square) * (1 + a * power));
    float share = step < v->count[lane] ? rate : 0;
    v->x[lane] += share * limited(factor * dx, limit);
    v->y[lane] += share * limited(factor * dy, limit);
  }
}

// Writes down the edges of a vertex that are followed in an epoch; returns how many.
INLINE uint32_t followed(const struct vector_layout *layout, uint32_t epoch, size_t vertex,
                         int32_t *edges) {
  uint32_t count = 0;
  for (int64_t edge = layout->starts[vertex]; edge < layout->starts[vertex + 1]; edge++) {
    uint32_t rate = layout->rates[edge];
    // A counter of 32 bits that overflows as often as the edge is followed.
    uint32_t phase = (uint32_t)edge * 0x9E3779B9u + epoch * rate;
    edges[(size_t)count * LANES] = layout->ends[edge];
    count += phase > UINT32_MAX - rate || rate == UINT32_MAX;
  }
  return count;
}

CLONED void vector_layout_epoch(const struct vector_layout *layout, uint32_t epoch, float rate,
                                size_t first, size_t last, int32_t *edges, float *positions) {
  uint32_t seed = scrambled((uint32_t)layout->seed, (uint32_t)(layout->seed >> 32) + 1);
  uint32_t moment = scrambled(seed, epoch + 1);
  for (size_t start = first; start < last; start += LANES) {
    size_t width = last - start < LANES ? last - start : LANES;
    struct lanes v;
    uint32_t most = 0;
    for (size_t lane = 0; lane < LANES; lane++) {
      size_t vertex = start + (lane < width ? lane : 0);
      v.x[lane] = positions[2 * vertex], v.y[lane] = positions[2 * vertex + 1];
      v.key[lane] = scrambled(moment, (uint32_t)vertex + 1);
      v.count[lane] = lane < width ? followed(layout, epoch, vertex, edges + lane) : 0;
      if (!v.count[lane]) edges[lane] = 0;
      most = v.count[lane] > most ? v.count[lane] : most;
    }
    // Lanes with fewer edges follow their last one again without moving.
    for (size_t lane = 0; lane < LANES; lane++)
      for (uint32_t i = v.count[lane]; i < most; i++)
        edges[(size_t)i * LANES + lane] = i ? edges[(size_t)(i - 1) * LANES + lane] : 0;
    for (uint32_t step = 0; step < most; step++) {
      pull(layout, rate, edges + (size_t)step * LANES, step, &v);
      for (uint32_t i = 0; i < layout->pushes; i++)
        push(layout, rate, step * layout->pushes + i + 1, step, &v);
    }
    for (size_t lane = 0; lane < width; lane++) {
      positions[2 * (start + lane)] = v.x[lane];
      positions[2 * (start + lane) + 1] = v.y[lane];
    }
  }
}

CLONED void vector_edge_products(const int64_t *starts, const int32_t *ends, const float *weights,
                                 size_t first, size_t last, const float *x, float *y) {
  for (size_t row = first; row < last; row++) {
    float total[8] = {0};
    for (int64_t edge = starts[row]; edge < starts[row + 1]; edge++) {
      const float *from = x + (size_t)ends[edge] * 8;
      for (size_t i = 0; i < 8; i++) total[i] += weights[edge] * from[i];
    }
    for (size_t i = 0; i < 8; i++) y[row * 8 + i] = total[i];
  }
}
