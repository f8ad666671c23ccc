internal import CVector
internal import Parallel
internal import Random

/// The eigenvectors of a connected graph's normalised adjacency matrix with the largest
/// eigenvalues, but for the very first, which says no more than how many neighbours a point has.
///
/// By iteration of a subspace with Chebyshev polynomials, which damp all other eigenvectors.
///
/// - Source: Belkin & Niyogi 2003, Neural Comp. 15, 1373; Zhou, Saad, Tiago & Chelikowsky 2006,
///   J. Comput. Phys. 219, 172.
struct SpectralInitialization {
  private let graph: FuzzyGraph
  /// Of the normalised adjacency matrix.
  private let weights: [Float]
  /// The first eigenvector.
  private let first: [Float]
  private let seed: UInt64
  private let team: WorkerTeam

  /// Vectors that are iterated together; the last ones only help the first to converge.
  private static let width = 8
  private static let degree = 16
  private static let mostRounds = 12
  /// Where the smallest of what is kept of the spectrum lies at the beginning.
  private static let firstEdge: Float = 0.5
  /// Relative change of what eigenvalues lack to 1 that ends the iteration.
  private static let tolerance = 0.02

  init(_ graph: FuzzyGraph, seed: UInt64, team: WorkerTeam) {
    self.graph = graph
    self.seed = seed
    self.team = team
    let degrees = (0..<graph.rows).map { row in
      graph.weights[Int(graph.starts[row])..<Int(graph.starts[row + 1])]
        .reduce(0.0) { $0 + Double($1) }
    }
    let roots = degrees.map { $0.squareRoot() }
    var weights = graph.weights
    for row in 0..<graph.rows {
      for edge in Int(graph.starts[row])..<Int(graph.starts[row + 1]) {
        weights[edge] = Float(Double(weights[edge]) / (roots[row] * roots[Int(graph.ends[edge])]))
      }
    }
    self.weights = weights
    let length = degrees.reduce(0, +).squareRoot()
    first = roots.map { Float($0 / length) }
  }

  /// - Returns: Shape `[rows, 2]`, each column's largest number by absolute value positive; `nil`
  ///   where the vectors do not tell points apart.
  func positions() throws(LatentError) -> [Float]? {
    var block = VectorBlock(rows: graph.rows, width: Self.width, seed: seed)
    var edge = Self.firstEdge
    var before = [Double](repeating: .infinity, count: 2)
    for _ in 0..<Self.mostRounds {
      block.removeFraction(of: first)
      guard try block.orthonormalize(team) else { return nil }
      let image = applied(block)
      guard let values = try block.rotate(toEigenvectorsBy: image, team) else { return nil }
      let lacking = values.prefix(2).map { 1 - $0 }
      if zip(lacking, before).allSatisfy({ abs($0 - $1) <= Self.tolerance * abs($0) }) { break }
      before = lacking
      edge = Float(min(max(values.last ?? 0, 0), 0.9999))
      block = filtered(block, edge: edge)
    }
    block.removeFraction(of: first)
    guard try block.orthonormalize(team),
      try block.rotate(toEigenvectorsBy: applied(block), team) != nil
    else { return nil }
    return block.columns(0, 1)
  }

  private func applied(_ block: VectorBlock) -> VectorBlock {
    var result = block
    unsafe block.values.withUnsafeBufferPointer { from in
      unsafe result.values.withUnsafeMutableBufferPointer { to in
        unsafe weights.withUnsafeBufferPointer { weights in
          let (from, to, weights) = (
            from.baseAddress!, to.baseAddress!, weights.baseAddress!
          )
          team.forEachPart(of: graph.rows, size: 4096) { part in
            unsafe vector_edge_products(
              graph.starts, graph.ends, weights, part.lowerBound, part.upperBound, from, to)
          }
        }
      }
    }
    return result
  }

  /// The Chebyshev polynomial that is small from -1 to the edge and grows fast from there to 1,
  /// where it is 1.
  private func filtered(_ block: VectorBlock, edge: Float) -> VectorBlock {
    let (half, centre) = ((edge + 1) / 2, (edge - 1) / 2)
    let slope = half / (1 - centre)
    var factor = slope
    var earlier = block
    var current = applied(block)
    current.combine(factor / half, -factor * centre / half, block, 0, block)
    for _ in 1..<Self.degree {
      let next = 1 / (2 / slope - factor)
      var image = applied(current)
      image.combine(
        2 * next / half, -2 * next * centre / half, current, -factor * next, earlier)
      (earlier, current, factor) = (current, image, next)
    }
    return current
  }
}
