/// Rewrites of networks of pictures that save passes over memory, exactly.
struct PictureRewrites {
  private(set) var nodes: [Node]
  let roots: [Value]

  init(_ graph: SimplifiedGraph) {
    nodes = graph.nodes
    roots = graph.roots
  }
}
