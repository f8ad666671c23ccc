internal import Glibc

/// How the span from black to white is spent on faint and bright; for display only.
///
/// Each maps 0 to 0 and 1 to 1.
public enum Stretch: Hashable, Sendable {
  case linear
  case squareRoot
  /// `asinh(x / softening) / asinh(1 / softening)`: linear below the softening, logarithmic
  /// above. 0.1 is usual.
  ///
  /// - Source: Lupton et al. 2004, PASP 116, 133.
  case asinh(softening: Double)
  /// `log(1 + contrast · x) / log(1 + contrast)`; 1000 is usual.
  case logarithm(contrast: Double)

  public static let asinh = Stretch.asinh(softening: 0.1)
  public static let logarithm = Stretch.logarithm(contrast: 1000)

  /// - Parameter fraction: From black to white, in 0...1.
  public func callAsFunction(_ fraction: Double) -> Double {
    switch self {
    case .linear: fraction
    case .squareRoot: fraction.squareRoot()
    case .asinh(let softening): Glibc.asinh(fraction / softening) / Glibc.asinh(1 / softening)
    case .logarithm(let contrast): log1p(contrast * fraction) / log1p(contrast)
    }
  }
}
