import Files
import Settings
import Testing

@testable import Preprocessing

struct LabelSymmetryTests {
  private static func symmetry(
    _ targets: [String], _ declared: LabelSymmetry = LabelSymmetry()
  ) throws -> TargetSymmetry {
    try TargetSymmetry(targets: targets, declared: declared, path: "labels.csv")
  }

  @Test(arguments: [
    ["edge_on", "spiral_cw", "spiral_acw"], ["elliptical", "Spiral CCW", "Spiral CW"],
    ["P_EL", "P_CW", "P_ACW"], ["merger", "clockwise", "anticlockwise"],
    ["none", "counter-clockwise", "clockwise"], ["E", "S-wise spiral", "Z-wise spiral"],
    ["E", "spiralCounterclockwise", "spiralClockwise"],
  ])
  func `the two senses of winding are each other's mirror images`(targets: [String]) throws {
    let symmetry = try Self.symmetry(targets)
    #expect(symmetry.mirrored == [0, 2, 1])
    #expect(symmetry.unpaired.isEmpty)
    #expect(symmetry.hasHandedness)
  }

  @Test func `classes without handedness stay what they are`() throws {
    let symmetry = try Self.symmetry(["FRI", "FRII", "hybrid", "screw", "clock"])
    #expect(symmetry.mirrored == [0, 1, 2, 3, 4])
    #expect(!symmetry.hasHandedness)
  }

  @Test func `mirrored targets are swapped, and swapped again are as before`() throws {
    let symmetry = try Self.symmetry(["spiral_acw", "elliptical", "spiral_cw"])
    var targets: [Float] = [0.7, 0.2, 0.1]
    unsafe targets.withUnsafeMutableBufferPointer { unsafe symmetry.mirror($0) }
    #expect(targets == [0.1, 0.2, 0.7])
    unsafe targets.withUnsafeMutableBufferPointer { unsafe symmetry.mirror($0) }
    #expect(targets == [0.7, 0.2, 0.1])
  }

  @Test func `mirrors are refused where a sense has no other`() throws {
    let symmetry = try Self.symmetry(["elliptical", "spiral_cw"])
    var augmentation = Augmentation()
    augmentation.rotation = .any
    try symmetry.check(augmentation, path: "labels.csv")
    augmentation.flip = .vertical
    let error = #expect(throws: SkysortError.self) {
      try symmetry.check(augmentation, path: "labels.csv")
    }
    #expect(error?.description.contains("the target spiral_cw tells handedness") == true)
    #expect(error?.description.contains("flip: none") == true)
  }

  @Test func `three names of one kind are not taken for a pair`() throws {
    let symmetry = try Self.symmetry(["cw", "acw", "ccw"])
    #expect(symmetry.unpaired == ["cw", "acw", "ccw"])
  }

  @Test func `a declared pair is swapped, and a declared symmetry kept`() throws {
    var declared = LabelSymmetry()
    declared.swaps = [["left", "right"]]
    declared.symmetric = ["CW"]
    let symmetry = try Self.symmetry(["CW", "right", "left"], declared)
    #expect(symmetry.mirrored == [0, 2, 1])
    try symmetry.check(.orientations, path: "labels.csv")
  }

  @Test func `a declared name that is no target or stands twice is refused`() {
    var declared = LabelSymmetry()
    declared.swaps = [["spiral_cw", "spiral_acv"]]
    let unknown = #expect(throws: SkysortError.self) {
      try Self.symmetry(["spiral_cw", "spiral_acw"], declared)
    }
    #expect(unknown?.fix == "Did you mean 'spiral_acw'?")
    declared.swaps = [["a", "b"], ["b", "c"]]
    #expect(throws: SkysortError.self) { try Self.symmetry(["a", "b", "c"], declared) }
  }

  @Test(arguments: ["b_over_a", "axis_ratio", "axisRatio_r", "expAB_r", "ellipticity", "b/a"])
  func `shear and stretch are refused for ratios of axes`(target: String) throws {
    let symmetry = try Self.symmetry(["smooth", target])
    #expect(symmetry.forms == [target])
    var augmentation = Augmentation.orientations
    try symmetry.check(augmentation, path: "votes.csv")
    augmentation.shear = 0.1
    #expect(throws: SkysortError.self) {
      try symmetry.check(augmentation, path: "votes.csv")
    }
    augmentation.shear = 0
    augmentation.stretch = 1.1
    #expect(throws: SkysortError.self) {
      try symmetry.check(augmentation, path: "votes.csv")
    }
  }

  @Test func `a declared ratio of axes is one whatever its name`() throws {
    var declared = LabelSymmetry()
    declared.axisRatios = ["q"]
    #expect(try Self.symmetry(["q", "bar"], declared).forms == ["q"])
    #expect(try Self.symmetry(["q", "bar"]).forms.isEmpty)
  }

  @Test func `stars and galaxies are turned by quarters, forms by any angle`() throws {
    let names = ["GALAXY", "QSO", "STAR"]
    let points = Augmentation.usual(for: try Self.symmetry(names), names: names)
    #expect(points == .orientations)
    #expect(!points.interpolates)
    let forms = ["elliptical", "spiral_cw"]
    let usual = Augmentation.usual(for: try Self.symmetry(forms), names: forms)
    #expect(usual.rotation == .any)
    #expect(usual.flip == .none)
  }
}
