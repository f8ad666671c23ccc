import Testing

@testable import Engine

struct ImageTests {
  /// The value of an operation on one image of one channel.
  private static func apply(
    _ rows: [[Double]], _ build: (inout Graph, Value) -> Value
  ) throws -> [Double] {
    var graph = Graph()
    let input = graph.input("x", shape: [1, rows.count, rows[0].count, 1])
    let result = build(&graph, input)
    return try ReferenceInterpreter.evaluate(graph, [result], given: ["x": rows.flatMap(\.self)])[0]
  }

  @Test
  func `doubling by interpolation takes quarters of the neighbours`() throws {
    let doubled = try Self.apply([[1, 2]]) { $0.upsample($1, by: 2, method: .bilinear) }
    #expect(doubled == [1, 1.25, 1.75, 2, 1, 1.25, 1.75, 2])
  }

  @Test
  func `doubling by the nearest pixel repeats it`() throws {
    let doubled = try Self.apply([[1, 2]]) { $0.upsample($1, by: 2, method: .nearest) }
    #expect(doubled == [1, 1, 2, 2, 1, 1, 2, 2])
  }

  @Test
  func `padding is never the largest number and counts as zero in means`() throws {
    let image: [[Double]] = [[-3, -5], [-7, -9]]
    let largest = try Self.apply(image) { $0.maxPool($1, window: 2, stride: 2, padding: 1) }
    #expect(largest == [-3, -5, -7, -9])
    let means = try Self.apply(image) { $0.averagePool($1, window: 2, padding: 1) }
    #expect(means == [-0.75, -1.25, -1.75, -2.25])
    let counted = try Self.apply(image) {
      $0.averagePool($1, window: 2, padding: 1, countsPadding: false)
    }
    #expect(counted == [-3, -5, -7, -9])
  }

  /// Windows that take the fast way and one that does not.
  @Test(arguments: [(4, 2), (3, 3), (5, 2)])
  func `of equal numbers the first gets the gradient, and NaN is the largest`(
    side: Int, window: Int
  ) throws {
    var graph = Graph()
    let shape: Shape = [1, side, side, 17]
    let parameter = graph.parameter("w", shape: shape)
    let pooled = graph.maxPool(parameter, window: Extent2D(height: window, width: window))
    let loss = graph.sum(pooled)
    let parameters = Parameters(of: graph)
    var values = [Float](repeating: 2, count: shape.count)
    values[18] = .nan
    try parameters.load(["w": Tensor(shape: shape, values: values)])
    let program = try Program(
      compiling: graph, outputs: ["y": pooled], gradientOf: loss,
      parameters: parameters, options: ProgramOptions(threads: 1))
    program.run(step: 0)
    let largest = unsafe program.withOutput("y") { unsafe Array($0) }
    #expect(largest.indices.allSatisfy { largest[$0].isNaN == ($0 == 1) })
    let gradient = unsafe Array(program.gradientBuffer)
    for index in 0..<shape.count {
      let (pixel, channel) = (index / 17, index % 17)
      let (row, column) = (pixel / side, pixel % side)
      let isCovered = row < side / window * window && column < side / window * window
      var isFirst = isCovered && row % window == 0 && column % window == 0
      if channel == 1 && row < window && column < window { isFirst = pixel == 1 }
      #expect(gradient[index] == (isFirst ? 1 : 0), "row \(row), column \(column)")
    }
  }

  private static let mistakes: [(String, @Sendable (inout Graph, Value) -> Value)] = [
    ("maxPool has padding 2×2", { $0.maxPool($1, window: 3, padding: 2) }),
    ("averagePool has stride 0×0", { $0.averagePool($1, window: 3, stride: 0) }),
    ("a window of 7×7 must fit", { $0.maxPool($1, window: 7) }),
    ("images have four axes", { $0.globalMaxPool($0.reshape($1, to: [2, 180])) }),
    ("images have four axes", { $0.upsample($0.sum($1), by: 2, method: .nearest) }),
    ("resize has size 0×0", { $0.upsample($1, by: 0, method: .bilinear) }),
    (
      "must divide the 6 channels",
      { graph, x in
        let scale = graph.input("s", shape: [6])
        return graph.groupNorm(x, groups: 4, scale: scale, shift: scale)
      }
    ),
    ("at least the pixels", { $0.cropImage($1, by: ImageEdges(3)) }),
    ("none may be negative", { $0.padImage($1, by: ImageEdges(top: -1)) }),
    ("elements 1..<3 must lie", { $0.slice($1, axis: 0, 1..<3) }),
    ("concatenate cannot combine", { $0.concatenate([$1, $1], axis: 4) }),
    ("each of the 4 axes once", { $0.transposeAxes($1, [0, 1, 1, 2]) }),
  ]

  @Test(arguments: mistakes.indices)
  func `a mistake says what would be right`(index: Int) throws {
    let (message, build) = Self.mistakes[index]
    var graph = Graph()
    _ = build(&graph, graph.input("x", shape: [2, 5, 6, 6]))
    #expect(graph.problem?.description.contains(message) == true, "\(graph.problem!)")
  }
}
