#include "vector_math.h"

INLINE float squared_distance(size_t columns, const float *x, const float *y) {
  float part[16] = {0};
  size_t whole = columns / 16 * 16;
  for (size_t i = 0; i < whole; i += 16)
    for (size_t lane = 0; lane < 16; lane++) {
      float difference = x[i + lane] - y[i + lane];
      part[lane] += difference * difference;
    }
  float total = 0;
  for (size_t i = whole; i < columns; i++) {
    float difference = x[i] - y[i];
    total += difference * difference;
  }
  if (whole)
    for (size_t lane = 0; lane < 16; lane++) total += part[lane];
  return total;
}

CLONED void vector_squared_distances(size_t rows, size_t columns, const float *point,
                                     const float *x, float *y) {
  for (size_t row = 0; row < rows; row++, x += columns)
    y[row] = squared_distance(columns, x, point);
}

CLONED void vector_listed_distances(size_t count, size_t columns, const int32_t *list,
                                    const float *point, const float *x, float *y) {
  for (size_t i = 0; i < count; i++)
    y[i] = squared_distance(columns, x + (size_t)list[i] * columns, point);
}

CLONED void vector_spread_distances(size_t rows, size_t columns, size_t stride,
                                    const float *point, const float *x, float *y) {
  // Parts that stay in the nearest cache while the columns pass.
  for (size_t start = 0; start < rows; start += 1024) {
    size_t end = start + 1024 < rows ? start + 1024 : rows;
    for (size_t i = start; i < end; i++) y[i] = 0;
    for (size_t column = 0; column < columns; column++) {
      const float *from = x + column * stride;
      float place = point[column];
      INDEPENDENT for (size_t i = start; i < end; i++) {
        float difference = from[i] - place;
        y[i] += difference * difference;
      }
    }
  }
}

// Whether a candidate comes before what stands at a place of a list.
INLINE int is_before(float distance, int32_t index, float other, int32_t otherIndex) {
  return distance < other || (distance == other && index < otherIndex);
}

INLINE void insert(size_t k, float *distances, int32_t *indices, float distance, int32_t index) {
  if (!is_before(distance, index, distances[k - 1], indices[k - 1])) return;
  size_t place = k - 1;
  for (; place && is_before(distance, index, distances[place - 1], indices[place - 1]); place--) {
    distances[place] = distances[place - 1];
    indices[place] = indices[place - 1];
  }
  distances[place] = distance;
  indices[place] = index;
}

INLINE float smallest(const float *y) {
  float part[16];
  for (size_t lane = 0; lane < 16; lane++) part[lane] = y[lane];
  for (size_t half = 8; half; half /= 2)
    for (size_t lane = 0; lane < half; lane++)
      part[lane] = part[lane + half] < part[lane] ? part[lane + half] : part[lane];
  return part[0];
}

INLINE void keep(size_t count, const float *y, int32_t first, int32_t excluded, size_t k,
                 float *distances, int32_t *indices) {
  for (size_t i = 0; i < count; i++)
    if (y[i] <= distances[k - 1] && first + (int32_t)i != excluded)
      insert(k, distances, indices, y[i], first + (int32_t)i);
}

CLONED void vector_keep_nearest(size_t count, const float *y, int32_t first, int32_t excluded,
                                size_t k, float *distances, int32_t *indices) {
  size_t i = 0;
  for (; i + 16 <= count; i += 16)
    if (smallest(y + i) <= distances[k - 1])
      keep(16, y + i, first + (int32_t)i, excluded, k, distances, indices);
  keep(count - i, y + i, first + (int32_t)i, excluded, k, distances, indices);
}

// Distances of the next candidates; returns the smallest.
INLINE float from_products(const float *products, const float *norms, float *y) {
  float part[16];
  for (size_t lane = 0; lane < 16; lane++) part[lane] = INFINITY;
  for (size_t i = 0; i < 64; i += 16)
    for (size_t lane = 0; lane < 16; lane++) {
      float distance = norms[i + lane] - 2 * products[i + lane];
      y[i + lane] = distance;
      part[lane] = distance < part[lane] ? distance : part[lane];
    }
  return smallest(part);
}

CLONED void vector_keep_products(size_t count, const float *products, const float *norms,
                                 int32_t first, int32_t excluded, size_t k, float *distances,
                                 int32_t *indices) {
  float y[64];
  size_t i = 0;
  for (; i + 64 <= count; i += 64)
    if (from_products(products + i, norms + i, y) <= distances[k - 1])
      keep(64, y, first + (int32_t)i, excluded, k, distances, indices);
  for (; i < count; i++) {
    float distance = norms[i] - 2 * products[i];
    keep(1, &distance, first + (int32_t)i, excluded, k, distances, indices);
  }
}

INLINE int holds(size_t k, const int32_t *indices, int32_t index) {
  int found = 0;
  for (size_t i = 0; i < k; i++) found |= indices[i] == index;
  return found;
}

CLONED size_t vector_keep_listed(size_t count, const float *y, const int32_t *list, size_t k,
                                 float *distances, int32_t *indices) {
  for (size_t i = 0; i < count; i++)
    if (y[i] <= distances[k - 1] && !holds(k, indices, list[i]))
      insert(k, distances, indices, y[i], list[i]);
  size_t kept = 0;
  for (size_t i = 0; i < count; i++) kept += (size_t)holds(k, indices, list[i]);
  return kept;
}

CLONED size_t vector_count_before(size_t count, const float *y, size_t place) {
  float own = y[place];
  size_t before = 0;
  for (size_t start = 0; start < count; start += 4096) {
    size_t end = start + 4096 < count ? start + 4096 : count;
    uint32_t smaller = 0;
    for (size_t i = start; i < end; i++) smaller += y[i] < own;
    for (size_t i = start; i < end && i < place; i++) smaller += y[i] == own;
    before += smaller;
  }
  return before;
}

// ---- The tree of boxes ----

enum { LANES = vector_tree_fan };

// What of a node's children is still to be visited.
struct visit {
  size_t node;
  uint32_t open;
  float distance[LANES];
};

// Sums as squared_distance does, so that no box is taken for farther than a point in it.
INLINE void open_node(const struct vector_tree *tree, size_t level, size_t node,
                      const float *point, struct visit *visit) {
  const float *low = tree->boxes + (tree->starts[level] + node) * 2 * tree->columns * LANES;
  const float *high = low + tree->columns * LANES;
  float total[LANES] = {0};
  for (size_t column = 0; column < tree->columns; column++, low += LANES, high += LANES) {
    float place = point[column];
    for (size_t lane = 0; lane < LANES; lane++) {
      float below = low[lane] - place, above = place - high[lane];
      float outside = below > above ? below : above;
      outside = outside > 0 ? outside : 0;
      total[lane] += outside * outside;
    }
  }
  for (size_t lane = 0; lane < LANES; lane++) visit->distance[lane] = total[lane];
  visit->node = node;
  visit->open = (1u << tree->fans[level]) - 1;
}

// The nearest child that is still open and not farther than the limit, or LANES.
INLINE size_t next_child(struct visit *visit, float limit) {
  size_t best = LANES;
  for (uint32_t open = visit->open; open; open &= open - 1) {
    size_t lane = (size_t)__builtin_ctz(open);
    if (visit->distance[lane] > limit) {
      visit->open &= ~(1u << lane);
    } else if (best == LANES || visit->distance[lane] < visit->distance[best]) {
      best = lane;
    }
  }
  if (best < LANES) visit->open &= ~(1u << best);
  return best;
}

INLINE void scan_leaf(const struct vector_tree *tree, size_t leaf, const float *point,
                      int32_t excluded, size_t k, float *distances, int32_t *indices) {
  const float *x = tree->points + leaf * tree->runs * tree->columns * LANES;
  const int32_t *rows = tree->rows + leaf * tree->runs * LANES;
  for (size_t run = 0; run < tree->runs; run++, rows += LANES) {
    float y[LANES] = {0};
    for (size_t column = 0; column < tree->columns; column++, x += LANES)
      for (size_t lane = 0; lane < LANES; lane++) {
        float difference = x[lane] - point[column];
        y[lane] += difference * difference;
      }
    uint32_t near = 0;
    for (size_t lane = 0; lane < LANES; lane++)
      near |= (uint32_t)(y[lane] <= distances[k - 1]) << lane;
    for (; near; near &= near - 1) {
      size_t lane = (size_t)__builtin_ctz(near);
      if (rows[lane] != excluded) insert(k, distances, indices, y[lane], rows[lane]);
    }
  }
}

CLONED void vector_tree_nearest(const struct vector_tree *tree, const float *point,
                                int32_t excluded, size_t k, float *distances, int32_t *indices) {
  for (size_t i = 0; i < k; i++) distances[i] = INFINITY, indices[i] = INT32_MAX;
  struct visit visits[vector_tree_levels];
  size_t level = 0;
  open_node(tree, 0, 0, point, &visits[0]);
  while (1) {
    size_t child = next_child(&visits[level], distances[k - 1]);
    if (child == LANES) {
      if (level == 0) return;
      level--;
      continue;
    }
    size_t node = visits[level].node * tree->fans[level] + child;
    if (level + 1 == tree->levels) {
      scan_leaf(tree, node, point, excluded, k, distances, indices);
    } else {
      level++;
      open_node(tree, level, node, point, &visits[level]);
    }
  }
}
