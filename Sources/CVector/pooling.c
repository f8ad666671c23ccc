#include "vector_math.h"

// Channels whose largest numbers are kept while the window passes.
enum { LANES = 64 };

// Writes a number that the form holds exactly.
INLINE void store_exact(vector_element element, void *y, size_t i, float value) {
  if (element == vector_bfloat16)
    ((bfloat16 *)y)[i] = (bfloat16)(as_bits(value) >> 16);
  else
    ((float *)y)[i] = value;
}

// Whether a number replaces the largest before it; NaN does, and nothing else replaces NaN.
INLINE int wins(float value, float best) { return (value > best) | (value != value); }

// ---- Windows of 2 by 2 side by side, nothing left over: no bounds, no branches ----

INLINE void halve(vector_element element, size_t rows, size_t columns, size_t channels,
                  const void *x, void *y) {
  for (size_t place = 0; place < rows * columns; place++) {
    size_t row = place / columns, out = place * channels;
    size_t a = (4 * row * columns + 2 * (place - row * columns)) * channels, b = a + channels;
    size_t c = a + 2 * columns * channels, d = c + channels;
    INDEPENDENT for (size_t i = 0; i < channels; i++) {
      float best = load(element, x, a + i), value = load(element, x, b + i);
      best = wins(value, best) ? value : best;
      value = load(element, x, c + i);
      best = wins(value, best) ? value : best;
      value = load(element, x, d + i);
      best = wins(value, best) ? value : best;
      store_exact(element, y, out + i, best);
    }
  }
}

INLINE void halve_gradient(vector_element element, size_t rows, size_t columns, size_t channels,
                           const void *g, const void *x, void *gradient) {
  for (size_t place = 0; place < rows * columns; place++) {
    size_t row = place / columns, out = place * channels;
    size_t a = (4 * row * columns + 2 * (place - row * columns)) * channels, b = a + channels;
    size_t c = a + 2 * columns * channels, d = c + channels;
    INDEPENDENT for (size_t i = 0; i < channels; i++) {
      float one = load(element, x, a + i), two = load(element, x, b + i);
      float three = load(element, x, c + i), four = load(element, x, d + i);
      float upstream = load(element, g, out + i);
      // The larger of each row, then of both; in this order a tie goes to the first as well.
      int second = wins(two, one), fourth = wins(four, three);
      float top = second ? two : one, bottom = fourth ? four : three;
      int lower = wins(bottom, top);
      float above = lower ? 0 : upstream, below = lower ? upstream : 0;
      store_exact(element, gradient, a + i, second ? 0 : above);
      store_exact(element, gradient, b + i, second ? above : 0);
      store_exact(element, gradient, c + i, fourth ? 0 : below);
      store_exact(element, gradient, d + i, fourth ? below : 0);
    }
  }
}

static int is_halving(const struct vector_pool *pool) {
  return pool->window.height == 2 && pool->window.width == 2 && pool->stride.height == 2 &&
         pool->stride.width == 2 && pool->padding.height == 0 && pool->padding.width == 0 &&
         pool->input.height % 2 == 0 && pool->input.width % 2 == 0;
}

// ---- Any window ----

struct span {
  size_t first, end;
};

// The pixels of one axis under the window.
INLINE struct span covered(size_t place, size_t window, size_t stride, size_t padding,
                           size_t side) {
  size_t start = place * stride, end = start + window - padding;
  return (struct span){start > padding ? start - padding : 0, end < side ? end : side};
}

struct patch {
  struct span rows, columns;
};

INLINE struct patch patch_at(const struct vector_pool *pool, size_t row, size_t column) {
  return (struct patch){
      covered(row, pool->window.height, pool->stride.height, pool->padding.height,
              pool->input.height),
      covered(column, pool->window.width, pool->stride.width, pool->padding.width,
              pool->input.width)};
}

// The largest numbers of a patch for `count` channels, and their pixels if `where` is not null.
INLINE void largest(vector_element element, const struct vector_pool *pool, struct patch patch,
                    size_t count, const void *x, size_t channel, float *best, uint32_t *where) {
  for (size_t i = 0; i < count; i++) best[i] = -INFINITY;
  uint32_t first = (uint32_t)(patch.rows.first * pool->input.width + patch.columns.first);
  for (size_t i = 0; where && i < count; i++) where[i] = first;
  for (size_t row = patch.rows.first; row < patch.rows.end; row++)
    for (size_t column = patch.columns.first; column < patch.columns.end; column++) {
      size_t pixel = row * pool->input.width + column;
      INDEPENDENT for (size_t i = 0; i < count; i++) {
        float value = load(element, x, pixel * pool->channels + channel + i);
        int isLarger = wins(value, best[i]);
        best[i] = isLarger ? value : best[i];
        if (where) where[i] = isLarger ? (uint32_t)pixel : where[i];
      }
    }
}

INLINE size_t lanes(size_t channels, size_t channel) {
  return channels - channel < LANES ? channels - channel : LANES;
}

INLINE void max_pool(vector_element element, const struct vector_pool *pool, const void *x,
                     void *y) {
  float best[LANES];
  for (size_t row = 0; row < pool->output.height; row++)
    for (size_t column = 0; column < pool->output.width; column++) {
      struct patch patch = patch_at(pool, row, column);
      size_t out = (row * pool->output.width + column) * pool->channels;
      for (size_t channel = 0; channel < pool->channels; channel += LANES) {
        size_t count = lanes(pool->channels, channel);
        largest(element, pool, patch, count, x, channel, best, NULL);
        for (size_t i = 0; i < count; i++) store_exact(element, y, out + channel + i, best[i]);
      }
    }
}

// Puts upstream numbers where they belong within a patch that shares no pixel with others.
INLINE void scatter(vector_element element, const struct vector_pool *pool, struct patch patch,
                    size_t count, const void *g, size_t out, size_t channel,
                    const uint32_t *where, void *gradient) {
  for (size_t row = patch.rows.first; row < patch.rows.end; row++)
    for (size_t column = patch.columns.first; column < patch.columns.end; column++) {
      size_t pixel = row * pool->input.width + column;
      size_t to = pixel * pool->channels + channel;
      INDEPENDENT for (size_t i = 0; i < count; i++)
        store_exact(element, gradient, to + i,
                    where[i] == (uint32_t)pixel ? load(element, g, out + i) : 0);
    }
}

INLINE void separate_gradient(vector_element element, const struct vector_pool *pool,
                              const void *g, const void *x, void *gradient) {
  float best[LANES];
  uint32_t where[LANES];
  for (size_t row = 0; row < pool->output.height; row++)
    for (size_t column = 0; column < pool->output.width; column++) {
      struct patch patch = patch_at(pool, row, column);
      size_t out = (row * pool->output.width + column) * pool->channels;
      for (size_t channel = 0; channel < pool->channels; channel += LANES) {
        size_t count = lanes(pool->channels, channel);
        largest(element, pool, patch, count, x, channel, best, where);
        scatter(element, pool, patch, count, g, out + channel, channel, where, gradient);
      }
    }
}

// ---- The gradient of windows that overlap: summed in float for a tile of pixels at a time ----

enum { HIGH = 8, WIDE = 8, DEEP = 64 };

// The places of one axis whose window covers a pixel of a span.
INLINE struct span covering(struct span span, size_t window, size_t stride, size_t padding,
                            size_t places) {
  size_t reach = span.first + padding, end = (span.end + padding + stride - 1) / stride;
  return (struct span){reach < window ? 0 : (reach - window) / stride + 1,
                       end < places ? end : places};
}

INLINE struct span piece(size_t first, size_t size, size_t side) {
  return (struct span){first, first + size < side ? first + size : side};
}

INLINE struct span overlap(struct span one, struct span other) {
  return (struct span){one.first > other.first ? one.first : other.first,
                       one.end < other.end ? one.end : other.end};
}

// Adds upstream numbers where they belong within the part of a patch that lies on the tile.
INLINE void gather(vector_element element, const struct vector_pool *pool, struct patch tile,
                   struct patch patch, size_t count, const void *g, size_t out,
                   const uint32_t *where, float *sum) {
  struct span rows = overlap(tile.rows, patch.rows);
  struct span columns = overlap(tile.columns, patch.columns);
  for (size_t row = rows.first; row < rows.end; row++)
    for (size_t column = columns.first; column < columns.end; column++) {
      uint32_t pixel = (uint32_t)(row * pool->input.width + column);
      float *to = sum + ((row - tile.rows.first) * WIDE + column - tile.columns.first) * DEEP;
      INDEPENDENT for (size_t i = 0; i < count; i++)
        to[i] += where[i] == pixel ? load(element, g, out + i) : 0;
    }
}

INLINE void tile_gradient(vector_element element, const struct vector_pool *pool,
                          struct patch tile, size_t channel, const void *g, const void *x,
                          void *gradient) {
  float best[DEEP], sum[HIGH * WIDE * DEEP] = {0};
  uint32_t where[DEEP];
  size_t count = pool->channels - channel < DEEP ? pool->channels - channel : DEEP;
  struct span rows = covering(tile.rows, pool->window.height, pool->stride.height,
                              pool->padding.height, pool->output.height);
  struct span columns = covering(tile.columns, pool->window.width, pool->stride.width,
                                 pool->padding.width, pool->output.width);
  for (size_t row = rows.first; row < rows.end; row++)
    for (size_t column = columns.first; column < columns.end; column++) {
      struct patch patch = patch_at(pool, row, column);
      size_t out = (row * pool->output.width + column) * pool->channels + channel;
      largest(element, pool, patch, count, x, channel, best, where);
      gather(element, pool, tile, patch, count, g, out, where, sum);
    }
  for (size_t row = tile.rows.first; row < tile.rows.end; row++)
    for (size_t column = tile.columns.first; column < tile.columns.end; column++) {
      size_t to = (row * pool->input.width + column) * pool->channels + channel;
      const float *from =
          sum + ((row - tile.rows.first) * WIDE + column - tile.columns.first) * DEEP;
      INDEPENDENT for (size_t i = 0; i < count; i++) store(element, gradient, to + i, from[i]);
    }
}

INLINE void overlapping_gradient(vector_element element, const struct vector_pool *pool,
                                 const void *g, const void *x, void *gradient) {
  for (size_t row = 0; row < pool->input.height; row += HIGH)
    for (size_t column = 0; column < pool->input.width; column += WIDE) {
      struct patch tile = {piece(row, HIGH, pool->input.height),
                           piece(column, WIDE, pool->input.width)};
      for (size_t channel = 0; channel < pool->channels; channel += DEEP)
        tile_gradient(element, pool, tile, channel, g, x, gradient);
    }
}

static int is_separate(const struct vector_pool *pool) {
  return pool->stride.height >= pool->window.height && pool->stride.width >= pool->window.width;
}

static size_t size_of(vector_element element) { return element == vector_bfloat16 ? 2 : 4; }

CLONED void vector_max_pool(vector_element element, size_t images,
                            const struct vector_pool *pool, const void *x, void *y) {
  if (is_halving(pool)) {
    size_t rows = images * pool->output.height;
    FOR_EACH_ELEMENT(halve, element, rows, pool->output.width, pool->channels, x, y);
    return;
  }
  size_t from = pool->input.height * pool->input.width * pool->channels * size_of(element);
  size_t to = pool->output.height * pool->output.width * pool->channels * size_of(element);
  for (size_t image = 0; image < images; image++)
    FOR_EACH_ELEMENT(max_pool, element, pool, (const char *)x + image * from,
                     (char *)y + image * to);
}

CLONED void vector_max_pool_gradient(vector_element element, size_t images,
                                     const struct vector_pool *pool, const void *g, const void *x,
                                     void *gradient) {
  if (is_halving(pool)) {
    size_t rows = images * pool->output.height;
    FOR_EACH_ELEMENT(halve_gradient, element, rows, pool->output.width, pool->channels, g, x,
                     gradient);
    return;
  }
  size_t to = pool->input.height * pool->input.width * pool->channels * size_of(element);
  size_t from = pool->output.height * pool->output.width * pool->channels * size_of(element);
  int separate = is_separate(pool);
  // Pixels that no window covers get nothing.
  if (separate) memset(gradient, 0, images * to);
  for (size_t image = 0; image < images; image++) {
    const void *upstream = (const char *)g + image * from;
    const void *numbers = (const char *)x + image * to;
    void *result = (char *)gradient + image * to;
    if (separate)
      FOR_EACH_ELEMENT(separate_gradient, element, pool, upstream, numbers, result);
    else
      FOR_EACH_ELEMENT(overlapping_gradient, element, pool, upstream, numbers, result);
  }
}
