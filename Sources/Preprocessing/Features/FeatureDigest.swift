/// What tells one row's features from another's: equal features have equal digests, on every
/// machine and in every run.
public enum FeatureDigest {
  public static func of(_ features: UnsafeBufferPointer<Float>) -> UInt64 {
    var hash = StableHash(seed: 3)
    for index in 0..<features.count {
      let value = unsafe features[index]
      hash.combine(UInt64(value == 0 ? 0 : value.bitPattern))
    }
    return hash.value
  }

  /// Of each row of a matrix of so many columns.
  public static func ofRows(_ matrix: [Float], width: Int) -> [UInt64] {
    precondition(width > 0, "expected columns, found \(width)")
    return unsafe matrix.withUnsafeBufferPointer { matrix in
      stride(from: 0, to: matrix.count, by: width).map { start in
        unsafe of(UnsafeBufferPointer(rebasing: matrix[start..<start + width]))
      }
    }
  }
}
