// Distances between points and lists of the nearest; everything is float32. Points are rows of
// `columns` floats. Distances are Euclidean and squared; those of fewer than 16 columns are summed
// column by column, others by 16 interleaved partial sums. A list of the nearest is sorted by
// distance, then index; its empty places hold infinity and INT32_MAX.
#pragma once

// y[i] = squared distance of x[i] from the point; x [rows, columns]
void vector_squared_distances(size_t rows, size_t columns, const float *point, const float *x,
                              float *y);
// The same of the rows of x that a list names; y [count]
void vector_listed_distances(size_t count, size_t columns, const int32_t *list,
                             const float *point, const float *x, float *y);
// The same, x given column by column, [columns, stride]; y [rows]; always summed column by column
void vector_spread_distances(size_t rows, size_t columns, size_t stride, const float *point,
                             const float *x, float *y);
// Puts candidates first..<first + count with distances y into a list of k, but not `excluded`.
void vector_keep_nearest(size_t count, const float *y, int32_t first, int32_t excluded, size_t k,
                         float *distances, int32_t *indices);
// The same, y[i] = norms[i] - 2 products[i]: squared distances less the point's own squared norm.
void vector_keep_products(size_t count, const float *products, const float *norms, int32_t first,
                          int32_t excluded, size_t k, float *distances, int32_t *indices);
// The same of candidates named one by one, those that the list already holds left out; returns
// how many of them it holds in the end.
size_t vector_keep_listed(size_t count, const float *y, const int32_t *list, size_t k,
                          float *distances, int32_t *indices);
// How many of y [count] come before entry `place`: smaller, or equal and earlier.
size_t vector_count_before(size_t count, const float *y, size_t place);

// Most children of a node, and most levels of a tree.
enum { vector_tree_fan = 16, vector_tree_levels = 8 };

// A tree of boxes over points of fewer than 16 columns. Node n of a level has the children
// fans[level] n, … of the next; the last level's children are leaves.
struct vector_tree {
  size_t columns;
  size_t levels;
  // Of each level: children of its nodes, and nodes of all levels before it.
  const size_t *fans, *starts;
  // Boxes of all nodes' children: [nodes, 2, columns, 16], lower corners, then upper ones.
  const float *boxes;
  size_t runs;
  // [leaves, runs, columns, 16], and their rows [leaves, runs, 16]; infinity and INT32_MAX where
  // a leaf is not full.
  const float *points;
  const int32_t *rows;
};

// The k points nearest to one, `excluded` left out; as many as there are.
void vector_tree_nearest(const struct vector_tree *tree, const float *point, int32_t excluded,
                         size_t k, float *distances, int32_t *indices);
