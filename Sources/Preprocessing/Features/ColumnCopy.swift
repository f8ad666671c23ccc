internal import Glibc
internal import Tables

extension Table {
  /// Copies some rows of a numeric column as single-precision numbers, NaN where missing.
  ///
  /// - Parameters:
  ///   - name: A column that is there and holds single numbers; else a mistake of the caller.
  ///   - target: Room for `rows.count` numbers.
  func copy(_ name: String, _ rows: Range<Int>, to target: UnsafeMutablePointer<Float>) {
    guard let column = self[name] else {
      preconditionFailure("expected one of \(columns.map(\.name)), found \(name)")
    }
    precondition(rows.lowerBound >= 0 && rows.upperBound <= column.count)
    switch column.values {
    case .float(let values):
      unsafe values.withUnsafeBufferPointer { source in
        unsafe target.update(from: source.baseAddress! + rows.lowerBound, count: rows.count)
      }
    case .double(let values): unsafe Self.convert(values, rows, target) { Float($0) }
    case .int64(let values): unsafe Self.convert(values, rows, target) { Float($0) }
    case .uint64(let values): unsafe Self.convert(values, rows, target) { Float($0) }
    case .bool(let values): unsafe Self.convert(values, rows, target) { $0 ? 1 : 0 }
    case .string, .array: preconditionFailure("expected numbers in column \(name)")
    }
    guard let validity = column.validity else { return }
    for (index, row) in rows.enumerated() where !validity[row] {
      unsafe target[index] = .nan
    }
  }

  @inline(__always)
  private static func convert<Number>(
    _ values: [Number], _ rows: Range<Int>, _ target: UnsafeMutablePointer<Float>,
    _ single: (Number) -> Float
  ) {
    unsafe values.withUnsafeBufferPointer { source in
      for index in 0..<rows.count {
        unsafe target[index] = unsafe single(source[rows.lowerBound + index])
      }
    }
  }
}

extension DustSource {
  /// Replaces what the column tells by magnitudes of extinction.
  func turnIntoExtinction(_ values: UnsafeMutablePointer<Float>, count: Int) {
    switch self {
    case .extinction: return
    case .reddening(_, let coefficient):
      for row in 0..<count { unsafe values[row] *= coefficient }
    case .transmission:
      for row in 0..<count { unsafe values[row] = unsafe -2.5 * log10f(values[row]) }
    }
  }
}

extension FeatureTransform {
  @inline(__always)
  func callAsFunction(_ value: Float) -> Float {
    switch self {
    case .identity: value
    case .asinh(let softening): asinhf(value / softening)
    }
  }
}
