import COneDNN
import Testing

/// Ends the test if the library reports a failure.
func expectSuccess(_ status: Int, sourceLocation: SourceLocation = #_sourceLocation) throws {
  try #require(status == 0, sourceLocation: sourceLocation)
}

/// Compares with exact arithmetic, allowing `tolerance` of the largest number.
func expectClose(
  _ found: [Float], _ expected: [Double], _ tolerance: Double,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(found.count == expected.count, sourceLocation: sourceLocation)
  let largest = expected.map(abs).max() ?? 0
  let error = zip(found, expected).map { abs(Double($0) - $1) }.max() ?? 0
  #expect(error <= tolerance * largest, "of \(largest)", sourceLocation: sourceLocation)
}

/// A forward kernel's result from its plain sums.
///
/// - Parameter bias: One number for each of the last axis, repeated.
func finished(
  _ sums: [Double], _ epilogue: onednn_epilogue, bias: [Float], added: [Float]
) -> [Double] {
  sums.indices.map { index in
    var value = sums[index]
    if epilogue.bias { value += Double(bias[index % bias.count]) }
    if epilogue.add { value += Double(added[index]) }
    return epilogue.rectifier ? max(value, 0) : value
  }
}
