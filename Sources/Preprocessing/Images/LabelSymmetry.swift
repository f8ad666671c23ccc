public import Files
internal import Settings

/// What mirror images and changes of form do to labels, as far as the caller says.
///
///     handedness: {swaps: [[spiral_cw, spiral_acw]]}
///     axis_ratios: [b_over_a]
public struct LabelSymmetry: Hashable, Sendable {
  /// Pairs of targets that a mirror swaps.
  public var swaps: [[String]] = []
  /// Targets whose mirror image is their own kind, whatever their names look like.
  public var symmetric: [String] = []
  /// Targets that measure a ratio of axes, besides those whose names say so.
  public var axisRatios: [String] = []

  /// Nothing is said; names decide.
  public init() {}
}

extension LabelSymmetry: Codable {
  private enum CodingKeys: String, CodingKey, CaseIterable {
    case handedness
    case axisRatios = "axis_ratios"
  }
  private enum HandednessKeys: String, CodingKey, CaseIterable { case swaps, symmetric }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    axisRatios = try values.value(.axisRatios, default: [])
    guard values.contains(.handedness) else { return }
    let hands = try values.nestedContainer(keyedBy: HandednessKeys.self, forKey: .handedness)
    swaps = try hands.value(.swaps, default: [])
    symmetric = try hands.value(.symmetric, default: [])
    for pair in swaps where pair.count != 2 || pair[0] == pair[1] {
      throw hands.diagnostic(.swaps, "must be pairs of two names, found \(pair)")
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(axisRatios, forKey: .axisRatios)
    var hands = values.nestedContainer(keyedBy: HandednessKeys.self, forKey: .handedness)
    try hands.encode(swaps, forKey: .swaps)
    try hands.encode(symmetric, forKey: .symmetric)
  }
}

/// What happens to the targets of an image when the image is mirrored or deformed.
public struct TargetSymmetry: Hashable, Sendable, Codable {
  /// By target: which one its mirror image belongs to; itself where it has no handedness.
  public let mirrored: [Int]
  /// Names of targets that tell handedness without a mirror image among the targets.
  public let unpaired: [String]
  /// Names of targets that measure a form.
  public let forms: [String]

  /// - Parameters:
  ///   - targets: Names of classes or of target columns, in their order.
  ///   - declared: What the caller says; names decide the rest.
  ///   - path: The table or settings, for messages.
  /// - Throws: `SkysortError` where a declared name is not a target or stands twice.
  public init(
    targets: [String], declared: LabelSymmetry = LabelSymmetry(), path: String
  ) throws(SkysortError) {
    let spoken = declared.swaps.flatMap(\.self) + declared.symmetric
    for name in spoken + declared.axisRatios where !targets.contains(name) {
      throw SkysortError(
        path: path, problem: "there is no target \(name), named under the labels' symmetry",
        fix: Spelling.advice(for: name, among: targets))
    }
    if let name = spoken.first(where: { name in spoken.count { $0 == name } > 1 }) {
      throw SkysortError(
        path: path, problem: "handedness names the target \(name) twice",
        fix: "A target has one mirror image.")
    }
    var pairing = Pairing(targets)
    for pair in declared.swaps { pairing.pair(pair[0], pair[1]) }
    pairing.pairByName(except: spoken)
    mirrored = pairing.mirrored
    unpaired = pairing.unpaired(except: spoken)
    forms = targets.filter { declared.axisRatios.contains($0) || TargetName($0).tellsForm }
  }

  /// Refuses changes that would make labels wrong.
  ///
  /// - Throws: `SkysortError` with the targets and the settings that do not go together.
  public func check(_ augmentation: Augmentation, path: String) throws(SkysortError) {
    if augmentation.mirrors, let name = unpaired.first {
      throw SkysortError(
        path: path,
        problem: "flip is \(augmentation.flip.rawValue), and the target \(name) tells handedness"
          + " without having a mirror image among the targets",
        fix: "Set flip: none, or name the pair in handedness: {swaps: [[\(name), …]]}, or name it"
          + " in handedness: {symmetric: [\(name)]}.")
    }
    if let name = forms.first, augmentation.shear != 0 || augmentation.stretch != 1 {
      let setting = augmentation.shear != 0 ? "shear" : "stretch"
      throw SkysortError(
        path: path, problem: "\(setting) changes the form that the target \(name) measures",
        fix: "Leave shear and stretch away.")
    }
  }

  /// Whether any target has a handedness that mirrors change.
  public var hasHandedness: Bool { !unpaired.isEmpty || mirrored != Array(mirrored.indices) }

  /// Turns the targets or probabilities of an image into those of its mirror image, and back.
  ///
  /// - Parameter values: As many as ``mirrored``.
  public func mirror(_ values: UnsafeMutableBufferPointer<Float>) {
    precondition(
      values.count == mirrored.count,
      "expected \(mirrored.count) targets, found \(values.count)")
    for (target, other) in mirrored.enumerated() where target < other {
      unsafe values.swapAt(target, other)
    }
  }
}

/// Finds every target's mirror image.
private struct Pairing {
  let names: [String]
  var mirrored: [Int]

  init(_ names: [String]) {
    self.names = names
    mirrored = Array(names.indices)
  }

  mutating func pair(_ first: String, _ second: String) {
    guard let one = names.firstIndex(of: first), let other = names.firstIndex(of: second) else {
      return
    }
    mirrored[one] = other
    mirrored[other] = one
  }

  /// Names that differ in the sense only are a pair, if just two are the same otherwise.
  mutating func pairByName(except spoken: [String]) {
    let handed = names.filter { TargetName($0).hand != nil && !spoken.contains($0) }
    let families = Dictionary(grouping: handed) { TargetName($0).handless }
    for family in families.values where family.count == 2 {
      if TargetName(family[0]).hand != TargetName(family[1]).hand { pair(family[0], family[1]) }
    }
  }

  func unpaired(except spoken: [String]) -> [String] {
    zip(names, mirrored.indices).filter { name, index in
      mirrored[index] == index && TargetName(name).hand != nil && !spoken.contains(name)
    }.map(\.0)
  }
}

extension Augmentation {
  /// What suits classes of these names where nothing is said.
  ///
  /// Stars and galaxies are told apart by sharpness, which interpolation changes, so their
  /// images are turned by quarters only; forms are turned by any angle, and enlarged a little.
  public static func usual(for targets: TargetSymmetry, names: [String]) -> Augmentation {
    var result = Augmentation.orientations
    if !names.allSatisfy({ TargetName($0).tellsSharpness }) {
      result.rotation = .any
      result.zoom = 0.9...1.1
      result.edge = .reflect
    }
    if !targets.unpaired.isEmpty { result.flip = .none }
    return result
  }
}
