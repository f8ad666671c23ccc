import Testing

@testable import Preprocessing

struct OrientationTests {
  private static let shape = ImageShape(side: 5, channels: 2)
  private static let resampler = ImageResampler(source: shape, side: 5)

  private static func turned(_ image: [Float], _ orientation: Orientation) -> [Float] {
    resampler.read(image, through: resampler.centred(orientation.map))
  }

  @Test func `there are eight, half of them mirrored, all different`() {
    let image = countedImage(Self.shape)
    #expect(Set(Orientation.all.map { Self.turned(image, $0) }).count == 8)
    #expect(Orientation.all.count { $0.isMirrored } == 4)
    for orientation in Orientation.all {
      #expect(orientation.map.isMirrored == orientation.isMirrored)
    }
  }

  @Test(arguments: Orientation.all)
  func `each is undone by its inverse, bit for bit`(orientation: Orientation) {
    let image = randomImage(Self.shape)
    #expect(Self.turned(Self.turned(image, orientation), orientation.inverse) == image)
  }

  @Test func `a quarter turn is anticlockwise as a viewer sees it`() {
    let shape = ImageShape(side: 2, channels: 1)
    let resampler = ImageResampler(source: shape, side: 2)
    let map = resampler.centred(Orientation(quarterTurns: 1).map)
    #expect(resampler.read([1, 2, 3, 4], through: map) == [2, 4, 1, 3])
    let mirror = resampler.centred(Orientation(quarterTurns: 0, isMirrored: true).map)
    #expect(resampler.read([1, 2, 3, 4], through: mirror) == [2, 1, 4, 3])
  }

  @Test(arguments: [(5, 5), (6, 4), (5, 4), (4, 7), (9, 3)])
  func `four quarter turns give the image back, bit for bit`(source: Int, side: Int) {
    let shape = ImageShape(side: source, channels: 3)
    var image = randomImage(shape)
    image[7] = .nan
    image[8] = -0.0
    let first = ImageResampler(source: shape, side: side)
    let again = ImageResampler(source: first.output, side: side)
    let turn = Orientation(quarterTurns: 1).map
    var turned = first.read(image, through: first.centred(turn))
    for _ in 0..<3 { turned = again.read(turned, through: again.centred(turn)) }
    let crop = first.read(image, through: first.centred(.identity))
    #expect(turned.map(\.bitPattern) == crop.map(\.bitPattern))
  }

  @Test func `mirror images are left out where a class has none`() throws {
    let pair = try TargetSymmetry(targets: ["cw", "acw", "E"], path: "labels.csv")
    #expect(Orientation.known(to: pair) == Orientation.all)
    let single = try TargetSymmetry(targets: ["cw", "E"], path: "labels.csv")
    #expect(Orientation.known(to: single) == Orientation.turns)
  }
}
