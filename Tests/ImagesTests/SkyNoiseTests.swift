import Testing

@testable import Images

// Golden numbers, made by:
//
//     state = 7
//     def unit():
//         global state
//         state = (1103515245 * state + 12345) % (1 << 31)
//         return state / (1 << 31)
//     values = []
//     for i in range(3001):
//         noise = sum(unit() for _ in range(4)) - 2
//         values.append(20 + 3 * noise + (400 * unit() if i % 7 == 0 else 0))
//     kept = sigma_clip(np.float32(values[:count]).astype(float), sigma=3, maxiters=5,
//                       cenfunc="median", stdfunc="mad_std", masked=False)
//     np.median(kept), mad_std(kept)                             # astropy 8.0
struct SkyNoiseTests {
  private static func sky() -> [Float] {
    var state = 7
    func unit() -> Double {
      state = (1_103_515_245 &* state &+ 12345) % (1 << 31)
      return Double(state) / Double(1 << 31)
    }
    return (0..<3001).map { index in
      let noise = unit() + unit() + unit() + unit() - 2
      return Float(20 + 3 * noise + (index % 7 == 0 ? 400 * unit() : 0))
    }
  }

  @Test(arguments: [
    (3001, 19.936363220214844, 1.7099110122011025), (3000, 19.93691635131836, 1.7092139498100853),
    (10, 20.882583618164062, 0.2155690187814723),
  ])
  func `agrees with astropy's clipped median and median distance`(
    count: Int, level: Double, deviation: Double
  ) throws {
    let noise = try #require(SkyNoise(Self.sky().prefix(count)))
    #expect(abs(noise.level - level) < 1e-9 * level)
    #expect(abs(noise.deviation - deviation) < 1e-9 * deviation)
  }

  @Test func `what is not finite does not count`() {
    let sky = Self.sky()
    #expect(SkyNoise(sky + [.nan, .infinity, -.infinity]) == SkyNoise(sky))
    #expect(SkyNoise([.nan]) == nil)
    #expect(SkyNoise([Float]()) == nil)
  }

  @Test func `pixels alike have no noise`() throws {
    #expect(SkyNoise([4, 4, 4, 9])?.deviation == 0)
    #expect(SkyNoise([4])?.level == 4)
  }
}
