import ArgumentParser

extension ValidationError {
  /// Refuses a number that an option does not take.
  ///
  /// - Parameters:
  ///   - option: As typed: `--epochs`.
  ///   - value: `nil` where nothing was said.
  ///   - unit: Behind the range: `arcseconds`.
  static func check<Value: Comparable>(
    _ option: String, _ value: Value?, in range: ClosedRange<Value>, unit: String = ""
  ) throws {
    guard let value, !range.contains(value) else { return }
    let word = unit.isEmpty ? "" : " " + unit
    let isAboveZero = range.lowerBound as? Double == .leastNonzeroMagnitude
    let bounds =
      "\(isAboveZero ? "above 0 and up to" : "in \(range.lowerBound) to") \(range.upperBound)"
    throw ValidationError("\(option) must be \(bounds)\(word), found \(value).")
  }
}
