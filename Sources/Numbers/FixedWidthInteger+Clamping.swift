extension FixedWidthInteger {
  /// The nearest integer to a number without its fraction.
  ///
  /// Numbers of files, options and transformed coordinates may be anything; the unlabelled
  /// conversion ends the process where they do not fit.
  ///
  /// - Parameter source: Beyond the integers, it becomes the first or the last of them; NaN
  ///   becomes 0.
  @inlinable
  public init(clamping source: Double) {
    if source.magnitude < 0x1p63 {
      self.init(clamping: Int64(source))
    } else {
      self = Self.beyondInt64(source)
    }
  }

  @usableFromInline
  static func beyondInt64(_ source: Double) -> Self {
    if source.isNaN { return 0 }
    guard source > 0 else { return Self(clamping: Int64.min) }
    return Self(clamping: source < 0x1p64 ? UInt64(source) : .max)
  }

  /// The nearest integer to a number without its fraction.
  ///
  /// - Parameter source: Beyond the integers, it becomes the first or the last of them; NaN
  ///   becomes 0.
  @inlinable
  public init(clamping source: Float) { self.init(clamping: Double(source)) }
}
