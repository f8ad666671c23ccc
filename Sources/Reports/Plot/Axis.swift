import Glibc
import Numbers

/// One direction of a plot: what it measures, from where to where, and its marked values.
struct Axis: Sendable {
  struct Tick: Sendable, Hashable {
    let value: Double
    let label: String
  }

  let label: String
  let domain: ClosedRange<Double>
  let ticks: [Tick]
  var kind = Scale.Kind.linear
  /// Whether values grow to the left or downward.
  var isReversed = false

  init(_ label: String, domain: ClosedRange<Double>, ticks: [Tick]) {
    self.label = label
    self.domain = domain
    self.ticks = ticks
  }

  /// Ticks at multiples of 1, 2, 2.5 or 5 times a power of ten.
  ///
  /// - Parameters:
  ///   - domain: As wanted; widened to 1 where it has no extent.
  ///   - tickCount: At most about so many.
  init(_ label: String, _ domain: ClosedRange<Double>, tickCount: Int = 6) {
    let isPoint = !(domain.upperBound > domain.lowerBound)
    let lower = isPoint ? domain.lowerBound - 0.5 : domain.lowerBound
    let upper = isPoint ? lower + 1 : domain.upperBound
    let step = Self.niceStep(span: upper - lower, tickCount: tickCount)
    let first = Int(clamping: (lower / step - 1e-9).rounded(.up))
    let last = Int(clamping: (upper / step + 1e-9).rounded(.down))
    let decimals = Self.decimals(of: step)
    self.init(
      label, domain: lower...upper,
      ticks: (first...max(first, last)).map { index in
        let value = Double(index) * step
        return Tick(value: value, label: Numeral.fixed(value, decimals))
      })
  }

  /// From 0 to 1 in fifths.
  static func unit(_ label: String) -> Axis { Axis(label, 0...1, tickCount: 5) }

  /// Powers of ten.
  ///
  /// - Parameter domain: Positive; widened to whole powers.
  static func logarithmic(_ label: String, _ domain: ClosedRange<Double>) -> Axis {
    let first = Int(clamping: log10(domain.lowerBound).rounded(.down))
    let last = max(first + 1, Int(clamping: log10(domain.upperBound).rounded(.up)))
    let stride = max(1, (last - first + 5) / 6)
    let ticks = Swift.stride(from: first, through: last, by: stride).map { exponent in
      Tick(value: pow(10, Double(exponent)), label: "10" + superscript(exponent))
    }
    var axis = Axis(
      label, domain: pow(10, Double(first))...pow(10, Double(last)), ticks: ticks)
    axis.kind = .logarithmic
    return axis
  }

  /// Growing to the left, with angles beyond a turn written as the sky does. Degrees.
  func turned() -> Axis {
    let decimals = ticks.first?.label.split(separator: ".").dropFirst().first?.count ?? 0
    let folded = ticks.map { tick in
      let turns = (tick.value / 360).rounded(.down)
      return Tick(value: tick.value, label: Numeral.fixed(tick.value - 360 * turns, decimals))
    }
    var axis = Axis(label, domain: domain, ticks: folded)
    axis.isReversed = true
    return axis
  }

  func scale(from start: Double, to end: Double) -> Scale {
    Scale(
      domain: domain, start: isReversed ? end : start, end: isReversed ? start : end, kind: kind)
  }

  private static func niceStep(span: Double, tickCount: Int) -> Double {
    let rough = span / Double(max(1, tickCount))
    let power = pow(10, log10(rough).rounded(.down))
    return ([1, 2, 2.5, 5, 10].first { $0 * power >= rough * 0.999 } ?? 10) * power
  }

  private static func decimals(of step: Double) -> Int {
    (0...6).first { decimals in
      let scaled = step * pow(10, Double(decimals))
      return abs(scaled - scaled.rounded()) < 1e-6 * scaled
    } ?? 6
  }

  private static func superscript(_ exponent: Int) -> String {
    let digits: [Character: Character] = [
      "-": "⁻", "0": "⁰", "1": "¹", "2": "²", "3": "³", "4": "⁴", "5": "⁵", "6": "⁶", "7": "⁷",
      "8": "⁸", "9": "⁹",
    ]
    return String(String(exponent).compactMap { digits[$0] })
  }
}
