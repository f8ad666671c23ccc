// The inner loops of UMAP; positions are pairs of floats. No result depends on how its range of
// vertices is divided, as long as ranges begin at multiples of vector_layout_lanes.
#pragma once

// Rows and vertices that are computed together.
enum { vector_layout_lanes = 32 };

// rho[row] = the nearest distance above 0; sigma[row] such that the sum of
// exp(-max(0, d - rho) / sigma) is `target`, not below floor times the mean distance (that of the
// row, or the given one of all rows where rho is 0); weights = the exponentials.
// distances, weights [rows, k]
void vector_smooth_distances(size_t rows, size_t k, float target, float floor, float mean,
                             const float *distances, float *rho, float *sigma, float *weights);

// Vertices with weighted edges, and others they are drawn to or pushed from.
struct vector_layout {
  // Positions of the others at the beginning of the epoch [others, 2].
  size_t others;
  const float *seen;
  // Edges of vertex v: starts[v]..<starts[v + 1]; their other ends, and how often they are
  // followed: rate / 2^32 times per epoch.
  const int64_t *starts;
  const int32_t *ends;
  const uint32_t *rates;
  // 1 / (1 + a d^(2b)) is the likeness of two positions.
  float a, b;
  // Factor of pulls: 2 where both ends of an edge are vertices that move, for each edge is then
  // followed from both ends in the algorithm as published.
  float pull;
  // Strength of pushes, and pushes for each pull.
  float push;
  uint32_t pushes;
  uint64_t seed;
  // The largest step along an axis, in units of the learning rate.
  float limit;
};

// Moves vertices first..<last, each following its edges in turn. `edges` holds the most edges of a
// vertex, times the lanes. positions [vertices, 2], not `seen`.
void vector_layout_epoch(const struct vector_layout *layout, uint32_t epoch, float rate,
                         size_t first, size_t last, int32_t *edges, float *positions);

// y[row] = sum over edges of weight x[end], for rows first..<last; x, y [vertices, 8]
void vector_edge_products(const int64_t *starts, const int32_t *ends, const float *weights,
                          size_t first, size_t last, const float *x, float *y);
