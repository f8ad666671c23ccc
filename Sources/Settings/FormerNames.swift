/// Names that settings and files had in earlier versions, and what they are called now.
///
/// ``StrictSettings`` takes a former name wherever the present one is asked for and not given, so
/// that configurations, pipelines, model files and records of earlier versions stay readable.
public enum FormerNames {
  /// Is handed a warning for every text with former names, and for every former option.
  ///
  /// A class, for an optimized program cannot keep a closure for a task that another module's code
  /// set (Swift 6.3).
  public final class Observer: Sendable {
    let warn: @Sendable (_ warning: String) -> Void
    public init(_ warn: @escaping @Sendable (_ warning: String) -> Void) { self.warn = warn }
  }

  @TaskLocal public static var observer: Observer?

  /// By former name.
  private static let present = [
    "clip": "max_grad_norm",
    "weight_average": "ema_decay",
    "encoder_rate": "encoder_lr_factor",
    "side": "image_size",
    "field": "crop_fraction",
    "orientations": "test_time_augmentation",
    "draws": "mc_dropout_samples",
    "pictures": "images",
    "picture": "image",
    "pictureAndNumbers": "imageAndNumbers",
    "picture_and_numbers": "image_and_numbers",
    "mosaic": "band_images",
    "stamps": "cutouts",
    "known_absences": "known_missing_values",
    "absence": "missingState",
    "extraAbsence": "extraMissingState",
    "mean_shares_of_all": "mean_fractions_of_all",
    "outside_share": "outside_fraction",
    "share": "fraction",
    "shares": "fractions",
    "explained_shares": "explained_variance_ratio",
    "makings": "fingerprint",
  ]

  /// Options of the command line, by verb and former name.
  private static let options: [String: [String: String]] = [
    "classify": ["--draws": "--mc-dropout-samples", "--mosaic": "--band-images"],
    "encode": ["--orientations": "--test-time-augmentation"],
    "simulate": ["--stamps": "--cutouts"],
  ]

  /// Arguments with former options called by their present names.
  ///
  /// - Parameter arguments: The verb first; what follows `--` is left alone.
  public static func renaming(arguments: [String]) -> [String] {
    guard let verb = arguments.first, let names = options[verb] else { return arguments }
    var result: [String] = []
    for (index, argument) in arguments.enumerated() {
      guard argument != "--" else { return result + arguments[index...] }
      let name = argument.prefix { $0 != "=" }
      guard let present = names[String(name)] else {
        result.append(argument)
        continue
      }
      observer?.warn("\(name) is now called \(present)")
      result.append(present + argument.dropFirst(name.count))
    }
    return result
  }

  /// The members of a mapping by their present names.
  ///
  /// - Parameter isKnown: Whether the mapping's reader asks for a name.
  static func renaming(
    _ members: [StructuredValue.Member], uses: Uses, isKnown: (String) -> Bool
  ) -> [StructuredValue.Member] {
    guard members.contains(where: { present[$0.name] != nil && !isKnown($0.name) }) else {
      return members
    }
    return members.map { member in
      guard !isKnown(member.name), let name = present[member.name], isKnown(name),
        !members.contains(where: { $0.name == name })
      else { return member }
      uses.add(member.name, present: name)
      return StructuredValue.Member(name: name, value: member.value)
    }
  }

  /// The former names of one text, in the order in which they are read.
  final class Uses {
    private var lines: [String] = []

    func add(_ former: String, present: String) {
      let line = "'\(former)' is now called '\(present)'"
      if !lines.contains(line) { lines.append(line) }
    }

    /// Warns of all at once.
    func tell(path: String) {
      if !lines.isEmpty { FormerNames.observer?.warn("\(path): \(lines.joined(separator: ", "))") }
    }
  }
}
