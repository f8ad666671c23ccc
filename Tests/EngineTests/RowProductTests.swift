import CVector
import TestSupport
import Testing

@testable import Engine

/// Products of matrices each row of which is summed by itself.
struct RowProductTests {
  /// Columns and inner length on both sides of what tiles, panels and blocks hold.
  static let sizes = [
    (columns: 1, inner: 1), (3, 64), (7, 9), (8, 8), (9, 128), (15, 17), (16, 256), (17, 257),
    (24, 5), (40, 300), (64, 9), (128, 128), (260, 31), (300, 520),
  ]

  private static func noise(_ count: Int, seed: UInt64) -> [Float] {
    var random = RandomStream(seed: seed, purpose: .simulate)
    return (0..<count).map { _ in Float(random.nextNormal()) }
  }

  /// - Parameter stride: Floats from row to row of the result, which is padded with 7.
  private static func product(
    _ first: [Float], _ second: [Float], columns: Int, inner: Int, isTransposed: Bool,
    stride: Int
  ) -> [Float] {
    let rows = first.count / inner
    var result = [Float](repeating: 7, count: rows * stride)
    unsafe vector_matrix_product(
      rows, columns, inner, first, inner, second, isTransposed ? inner : columns,
      isTransposed ? 1 : 0, &result, stride)
    return result
  }

  @Test(arguments: sizes, [false, true])
  func `products are those of double precision`(
    size: (columns: Int, inner: Int), isTransposed: Bool
  ) {
    let (columns, inner) = size
    let (rows, stride) = (13, columns + 2)
    let first = Self.noise(rows * inner, seed: 1)
    let second = Self.noise(inner * columns, seed: 2)
    let found = Self.product(
      first, second, columns: columns, inner: inner, isTransposed: isTransposed, stride: stride)
    for row in 0..<rows {
      for column in 0..<columns {
        var (expected, size) = (0.0, 0.0)
        for place in 0..<inner {
          let other = second[isTransposed ? column * inner + place : place * columns + column]
          let term = Double(first[row * inner + place]) * Double(other)
          expected += term
          size += abs(term)
        }
        let error = abs(Double(found[row * stride + column]) - expected)
        #expect(error <= 1e-6 * size, "row \(row), column \(column)")
      }
      #expect(found[row * stride + columns..<(row + 1) * stride] == [7, 7], "beside row \(row)")
    }
  }

  @Test(arguments: sizes, [false, true])
  func `a row of a product is the same bit for bit wherever it stands`(
    size: (columns: Int, inner: Int), isTransposed: Bool
  ) {
    let (columns, inner) = size
    let rows = 67
    let first = Self.noise(rows * inner, seed: 1)
    let second = Self.noise(inner * columns, seed: 2)
    func products(of range: Range<Int>) -> [Float] {
      Self.product(
        Array(first[range.lowerBound * inner..<range.upperBound * inner]), second,
        columns: columns, inner: inner, isTransposed: isTransposed, stride: columns)
    }
    let whole = products(of: 0..<rows)
    for count in 1...13 {
      for start in stride(from: 0, to: rows, by: count) {
        let range = start..<min(start + count, rows)
        let expected = whole[range.lowerBound * columns..<range.upperBound * columns]
        #expect(firstDifference(products(of: range), expected) == nil, "rows \(range)")
      }
    }
  }

  @Test func `a product over nothing is zero`() {
    var result: [Float] = [1, 2, 3, 4]
    unsafe vector_matrix_product(2, 2, 0, [0], 0, [0], 2, 0, &result, 2)
    #expect(result == [0, 0, 0, 0])
  }

  /// Programs choose among kernels by the processor: rows of a dense network of any widths.
  @Test(arguments: sizes, [33, 130])
  func `a dense network's row is the same bit for bit wherever it stands`(
    size: (columns: Int, inner: Int), rows: Int
  ) throws {
    let (columns, inner) = size
    func answers(_ x: [Float], transposed: Bool) throws -> [Float] {
      var graph = Graph()
      let input = graph.input("x", shape: [rows, inner])
      let weights = Self.noise(inner * columns, seed: 2)
      let second = graph.constant(
        Tensor(shape: transposed ? [columns, inner] : [inner, columns], values: weights))
      let y = graph.matrixProduct(input, second, transposeSecond: transposed)
      let program = try Program(
        compiling: graph, outputs: ["y": y], parameters: Parameters(of: graph),
        options: ProgramOptions(precision: .float32))
      unsafe program.withInput("x") { _ = unsafe $0.update(fromContentsOf: x) }
      program.run(step: 0)
      return unsafe program.withOutput("y") { unsafe Array($0) }
    }
    let x = Self.noise(rows * inner, seed: 1)
    for transposed in [false, true] {
      let whole = try answers(x, transposed: transposed)
      for shift in [5, 31] {
        let turned = Array(x[(shift * inner)...] + x[..<(shift * inner)])
        let expected = whole[(shift * columns)...] + whole[..<(shift * columns)]
        let found = try answers(turned, transposed: transposed)
        #expect(firstDifference(found, expected) == nil, "shift \(shift)")
      }
    }
  }
}
