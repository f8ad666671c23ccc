import Files
import Images
import Settings
import Testing

@testable import Preprocessing

struct AugmentationSettingsTests {
  private static func read(_ text: String) throws -> Augmentation {
    try StrictSettings.decode(Augmentation.self, from: text, path: "training.yaml")
  }

  @Test func `what is not stated does nothing`() throws {
    #expect(try Self.read("{}") == Augmentation())
  }

  @Test func `every setting is read, and written as it is read`() throws {
    let settings = try Self.read(
      """
      flip: both
      rotation: any
      zoom: [0.8, 1.2]
      shear: 0.1
      stretch: 1.3
      shift: 2
      interpolation: bicubic
      edge: reflect
      noise: 0.5
      blur: 1.5
      brightness: 0.2
      erasing: {probability: 0.25, size: 0.4}
      """)
    #expect(settings.flip == .both)
    #expect(settings.rotation == .any)
    #expect(settings.zoom == 0.8...1.2)
    #expect(settings.shear == 0.1)
    #expect(settings.stretch == 1.3)
    #expect(settings.shift == 2)
    #expect(settings.interpolation == .bicubic)
    #expect(settings.edge == .reflect)
    #expect(settings.noise == 0.5)
    #expect(settings.blur == 1.5)
    #expect(settings.brightness == 0.2)
    #expect(settings.erasing == .init(probability: 0.25, size: 0.4))
    #expect(try Self.read(CanonicalJSON.encode(settings)) == settings)
  }

  @Test(arguments: [
    "flip: sideways", "rotation: 90", "zoom: 1.2", "zoom: [1.2, 0.8]", "zoom: [0, 1]",
    "zoom: [1, 1, 1]", "shear: -1", "stretch: 0.5", "shift: -1", "noise: -0.1", "blur: 9",
    "brightness: 1", "erasing: {probability: 2}", "erasing: {size: 0}", "rotate: any",
    "edge: wrap", "interpolation: nearest", "shear: .nan",
  ])
  func `what cannot be meant is refused`(text: String) {
    #expect(throws: SkysortError.self) { try Self.read(text) }
  }

  @Test func `symmetries of labels are read, and written as they are read`() throws {
    let text = """
      handedness: {swaps: [[spiral_cw, spiral_acw]], symmetric: [CW]}
      axis_ratios: [q]
      """
    let symmetry = try StrictSettings.decode(LabelSymmetry.self, from: text, path: "t.yaml")
    #expect(symmetry.swaps == [["spiral_cw", "spiral_acw"]])
    #expect(symmetry.symmetric == ["CW"])
    #expect(symmetry.axisRatios == ["q"])
    let again = try StrictSettings.decode(
      LabelSymmetry.self, from: CanonicalJSON.encode(symmetry), path: "t.yaml")
    #expect(again == symmetry)
  }

  @Test(arguments: ["[[a]]", "[[a, b, c]]", "[[a, a]]", "[a, b]"])
  func `pairs that are none are refused`(swaps: String) {
    #expect(throws: SkysortError.self) {
      try StrictSettings.decode(
        LabelSymmetry.self, from: "handedness: {swaps: \(swaps)}", path: "t.yaml")
    }
  }
}
