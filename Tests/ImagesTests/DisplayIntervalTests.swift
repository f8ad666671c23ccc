import Testing

@testable import Images

// Golden numbers, made by:
//
//     def sky(count, every):
//         state, values = 7, []
//         for i in range(count):
//             unit = []
//             for _ in range(4):
//                 state = (1103515245 * state + 12345) % (1 << 31)
//                 unit.append(state / (1 << 31))
//             noise = sum(unit) - 2
//             source = 900 * unit[0] if every and i % every == 0 else 0
//             values.append(100 + 0.001 * i + 5 * noise + source)
//         return np.array(values, dtype=np.float32)
//
//     ZScaleInterval(**options).get_limits(sky(count, every))        # astropy 8.0
//     AsymmetricPercentileInterval(0.5, 99.3).get_limits(sky(5000, 13))
struct DisplayIntervalTests {
  private static func sky(_ count: Int, every: Int) -> [Float] {
    var state = 7
    return (0..<count).map { index in
      let unit = (0..<4).map { _ -> Double in
        state = (1_103_515_245 &* state &+ 12345) % (1 << 31)
        return Double(state) / Double(1 << 31)
      }
      let noise = unit[0] + unit[1] + unit[2] + unit[3] - 2
      let source = every > 0 && index % every == 0 ? 900 * unit[0] : 0
      return Float(100 + 0.001 * Double(index) + 5 * noise + source)
    }
  }

  private static func isNear(_ found: ClosedRange<Double>?, _ low: Double, _ high: Double) -> Bool {
    guard let found else { return false }
    return abs(found.lowerBound - low) < 1e-6 * abs(low)
      && abs(found.upperBound - high) < 1e-6 * abs(high)
  }

  @Test(arguments: [
    (3, 0, 98.46672058105469, 105.21746826171875), (40, 0, 95.84234619140625, 105.69100952148438),
    (5000, 13, 94.48661804199219, 125.12163056867524),
    (12345, 2, 99.0493392944336, 1013.417724609375),
    (20000, 40, 95.64946746826172, 1020.1128540039062),
  ])
  func `z-scale agrees with astropy's`(count: Int, every: Int, low: Double, high: Double) {
    let found = DisplayInterval.zscale.limits(of: Self.sky(count, every: every))
    #expect(Self.isNear(found, low, high))
  }

  @Test func `z-scale's options agree with astropy's`() {
    var rule = ZScale()
    rule.contrast = 0.1
    let wide = rule.limits(of: Self.sky(5000, every: 13))
    #expect(Self.isNear(wide, 94.48661804199219, 158.30722354693225))
    rule = ZScale()
    rule.sampleCount = 200
    rule.rejection = 2
    let sparse = rule.limits(of: Self.sky(20000, every: 40))
    #expect(Self.isNear(sparse, 98.14999389648438, 988.2984619140625))
  }

  @Test func `percentiles agree with numpy's`() {
    let found = DisplayInterval.percentiles(0.5, 99.3).limits(of: Self.sky(5000, every: 13))
    #expect(Self.isNear(found, 94.78105419158936, 904.3802899780246))
  }

  @Test(arguments: [DisplayInterval.extremes, .zscale, .percentiles(0, 100)])
  func `what is not finite does not count`(interval: DisplayInterval) {
    let sky = Self.sky(300, every: 0)
    let holes = sky.flatMap { [$0, .nan, .infinity] }
    #expect(interval.limits(of: holes) == interval.limits(of: sky))
    #expect(interval.limits(of: [.nan, -.infinity]) == nil)
    #expect(interval.limits(of: [Float]()) == nil)
    #expect(interval.limits(of: [3, 3, 3, 3, 3, 3, 3]) == 3...3)
  }
}
