import Numbers

/// A course of numbers as a row of bars of text.
enum Sparkline {
  private static let bars = Array("▁▂▃▄▅▆▇█")
  private static let width = 24

  /// The last numbers, the least as the lowest bar; those that are not finite stay out.
  static func text(_ values: [Double]) -> String {
    let shown = values.filter(\.isFinite).suffix(width)
    guard let low = shown.min(), let high = shown.max() else { return "" }
    return String(
      shown.map { value in
        let height = high > low ? (value - low) / (high - low) : 0
        return bars[min(bars.count - 1, Int(clamping: height * Double(bars.count)))]
      })
  }
}
