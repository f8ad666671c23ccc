internal import CVector
internal import Parallel

/// Moves points of a map so that edges get short and others stay apart, by stochastic gradient
/// descent with negative sampling.
///
/// A round has four stages, in each of which a fourth of the points move. A point follows its own
/// edges one after another and sees the others where they were when the stage began: no two
/// threads touch one point, and their number and luck change nothing. As published, an edge moves
/// both its ends at once; here each end moves itself.
struct Layout {
  private let edges: FuzzyEdges
  private let order: [Int32]
  private let curve: UMAPCurve
  private let pushes: Int
  private let seed: UInt64
  private let team: WorkerTeam
  /// Shape `[any, 2]`: where the ends of the edges are, if not among what moves.
  private let fixed: [Float]?

  /// Seeing the others as they were when the round began costs some trustworthiness (0.003 on
  /// colours of 55,000 stars and galaxies); more stages gain nothing more.
  private static let stages = 4
  /// Points that move in a stage before those of the next stages come: a multiple of the lanes.
  private static let strip = 64
  /// Strips of a piece of work.
  private static let stripsOfPiece = 8
  /// Farthest step along an axis at rate 1, as published.
  private static let limit: Float = 4

  init(
    edges: FuzzyEdges, curve: UMAPCurve, pushes: Int, seed: UInt64, team: WorkerTeam,
    fixed: [Float]? = nil
  ) {
    order = edges.rowsByRate()
    self.edges = edges.reordered(order, areEndsRows: fixed == nil)
    self.curve = curve
    self.pushes = pushes
    self.seed = seed
    self.team = team
    self.fixed = fixed
  }

  /// - Parameter start: Shape `[rows, 2]`.
  /// - Returns: The same shape.
  func moved(_ start: [Float], rounds: Int, firstRate: Float = 1) -> [Float] {
    var positions = order.flatMap { [start[2 * Int($0)], start[2 * Int($0) + 1]] }
    unsafe positions.withUnsafeMutableBufferPointer { positions in
      guard let positions = positions.baseAddress else { return }
      unsafe move(positions, rounds: rounds, firstRate: firstRate)
    }
    var result = start
    for (place, row) in order.enumerated() {
      result[2 * Int(row)] = positions[2 * place]
      result[2 * Int(row) + 1] = positions[2 * place + 1]
    }
    return result
  }

  private func move(
    _ positions: UnsafeMutablePointer<Float>, rounds: Int, firstRate: Float
  ) {
    var seen = fixed ?? Array(repeating: 0, count: 2 * edges.rows)
    let mostEdges = (0..<edges.rows).map { Int(edges.starts[$0 + 1] - edges.starts[$0]) }.max() ?? 0
    unsafe seen.withUnsafeMutableBufferPointer { seen in
      unsafe edges.starts.withUnsafeBufferPointer { starts in
        unsafe edges.ends.withUnsafeBufferPointer { ends in
          unsafe edges.rates.withUnsafeBufferPointer { rates in
            var layout = unsafe vector_layout(
              others: seen.count / 2, seen: seen.baseAddress, starts: starts.baseAddress,
              ends: ends.baseAddress, rates: rates.baseAddress, a: Float(curve.a),
              b: Float(curve.b), pull: fixed == nil ? 2 : 1, push: 1, pushes: UInt32(pushes),
              seed: seed, limit: Self.limit)
            for step in 0..<rounds * Self.stages {
              if fixed == nil {
                unsafe seen.baseAddress!.update(from: positions, count: seen.count)
              }
              let (round, stage) = step.quotientAndRemainder(dividingBy: Self.stages)
              let rate = firstRate * (1 - Float(round) / Float(rounds))
              unsafe move(
                &layout, stage: stage, round: UInt32(round), rate: rate, mostEdges: mostEdges,
                positions)
            }
          }
        }
      }
    }
  }

  /// One stage.
  private func move(
    _ layout: UnsafePointer<vector_layout>, stage: Int, round: UInt32, rate: Float,
    mostEdges: Int, _ positions: UnsafeMutablePointer<Float>
  ) {
    let strips = (edges.rows + Self.strip - 1) / Self.strip
    team.forEachPart(
      of: (strips + Self.stages - 1 - stage) / Self.stages, size: Self.stripsOfPiece
    ) { piece in
      unsafe withUnsafeTemporaryAllocation(
        of: Int32.self, capacity: Int(vector_layout_lanes) * max(mostEdges, 1)
      ) {
        for place in piece {
          let first = (place * Self.stages + stage) * Self.strip
          unsafe vector_layout_epoch(
            layout, round, rate, first, min(edges.rows, first + Self.strip), $0.baseAddress!,
            positions)
        }
      }
    }
  }
}
