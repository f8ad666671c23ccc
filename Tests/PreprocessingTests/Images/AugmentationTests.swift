import Settings
import Testing

@testable import Preprocessing

struct AugmentationTests {
  private static let shape = ImageShape(height: 40, width: 44, channels: 3)

  private static var everything: Augmentation {
    var result = Augmentation()
    result.flip = .both
    result.rotation = .any
    result.zoom = 0.8...1.25
    result.shear = 0.2
    result.stretch = 1.2
    result.shift = 3
    result.edge = .reflect
    result.noise = 0.5
    result.blur = 1.5
    result.brightness = 0.3
    result.erasing = .init(probability: 0.5)
    return result
  }

  private static func changed(
    _ settings: Augmentation, seed: UInt64 = 1, epoch: Int = 0, sample: UInt64 = 0, side: Int = 24
  ) -> [Float] {
    ImageAugmenter(settings, source: shape, side: side)
      .apply(settings.drawn(seed: seed, epoch: epoch, sample: sample), to: randomImage(shape))
  }

  @Test func `no change is the central square, bit for bit`() {
    let image = randomImage(Self.shape)
    let crop = (0..<24 * 24 * 3).map { index -> Float in
      let (row, column, channel) = (index / 72 + 8, index / 3 % 24 + 10, index % 3)
      return image[(row * 44 + column) * 3 + channel]
    }
    #expect(Self.changed(Augmentation()) == crop)
  }

  @Test func `depends on seed, epoch and sample, on each of them, and on nothing else`() {
    let first = Self.changed(Self.everything, seed: 1, epoch: 2, sample: 3)
    #expect(first == Self.changed(Self.everything, seed: 1, epoch: 2, sample: 3))
    #expect(first != Self.changed(Self.everything, seed: 2, epoch: 2, sample: 3))
    #expect(first != Self.changed(Self.everything, seed: 1, epoch: 3, sample: 3))
    #expect(first != Self.changed(Self.everything, seed: 1, epoch: 2, sample: 4))
  }

  @Test func `neighbouring epochs and samples fraction no numbers`() {
    var seen: Set<UInt64> = []
    for epoch in 0..<20 {
      for sample in [0, 1, 2, UInt64.max, 1 << 40] {
        let drawn = Self.everything.drawn(seed: 9, epoch: epoch, sample: sample)
        #expect(seen.insert(drawn.noiseSeed).inserted)
      }
    }
  }

  @Test func `a setting does not change what others draw`() {
    var fewer = Self.everything
    fewer.flip = .none
    fewer.noise = 0
    let all = Self.everything.drawn(seed: 4, epoch: 1, sample: 7)
    let some = fewer.drawn(seed: 4, epoch: 1, sample: 7)
    #expect(all.blur == some.blur)
    #expect(all.gain == some.gain)
    #expect(all.erased == some.erased)
    #expect(abs(all.map.determinant) == abs(some.map.determinant))
  }

  @Test(arguments: 0..<50)
  func `flips, quarter turns and shifts keep every number`(sample: UInt64) {
    var settings = Augmentation.orientations
    settings.flip = .both
    settings.shift = 2.7
    let drawn = settings.drawn(seed: 0, epoch: 0, sample: sample)
    #expect(drawn.map.isExact)
    #expect(abs(drawn.map.x) <= 2 && abs(drawn.map.y) <= 2)
    let image = Set(randomImage(Self.shape))
    #expect(Self.changed(settings, sample: sample).allSatisfy(image.contains))
  }

  @Test func `half of all images are mirrored, and every turn is as common`() {
    var counts: [AffineMap: Int] = [:]
    for sample in 0..<800 as Range<UInt64> {
      let drawn = Augmentation.orientations.drawn(seed: 5, epoch: 0, sample: sample)
      counts[drawn.map, default: 0] += 1
    }
    #expect(counts.count == 8)
    #expect(counts.values.allSatisfy { abs($0 - 100) < 40 })
    let mirrored = counts.filter { $0.key.isMirrored }.values.reduce(0, +)
    #expect(abs(mirrored - 400) < 60)
  }

  @Test func `both flips together turn, one alone mirrors`() {
    var settings = Augmentation()
    settings.flip = .both
    for sample in 0..<40 as Range<UInt64> {
      let drawn = settings.drawn(seed: 5, epoch: 0, sample: sample)
      #expect(drawn.isMirrored == (drawn.map.xx != drawn.map.yy))
    }
  }

  @Test func `zoom stays in its range and enlarges above 1`() {
    var settings = Augmentation()
    settings.zoom = 0.5...2
    var areas: [Double] = []
    for sample in 0..<500 as Range<UInt64> {
      areas.append(settings.drawn(seed: 5, epoch: 0, sample: sample).map.determinant)
    }
    #expect(areas.allSatisfy { (0.25...4).contains($0) })
    #expect(abs(areas.count { $0 < 1 } - 250) < 60)
  }

  @Test func `stretch and shear keep the area`() {
    var settings = Augmentation()
    settings.stretch = 1.5
    settings.shear = 0.4
    for sample in 0..<50 as Range<UInt64> {
      let map = settings.drawn(seed: 5, epoch: 0, sample: sample).map
      #expect(abs(map.determinant - 1) < 1e-12)
    }
  }
}
