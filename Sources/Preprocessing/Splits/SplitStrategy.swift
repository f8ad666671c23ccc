public import Files
public import Tables

/// How a table is cut into training, validation and test rows.
public enum SplitStrategy: Hashable, Sendable {
  /// By a hash of each row's identity.
  case random
  /// By cells of the sky, so that neighbours stay together.
  case sky
  /// Training and validation on the bright sources, test on the faint ones, in the reference band.
  case brightFaint
  /// By a column: its values name the part (`train`, `validation`, `test`), or, where they are
  /// other words, name groups that stay together.
  case column(String)
}

extension SplitStrategy: LosslessStringConvertible, Codable {
  /// As written on a command line: `random`, `sky`, `bright-faint`, `column:NAME`.
  public init?(_ description: String) {
    switch description {
    case "random": self = .random
    case "sky": self = .sky
    case "bright-faint": self = .brightFaint
    default:
      let prefix = "column:"
      guard description.hasPrefix(prefix), description.count > prefix.count else { return nil }
      self = .column(String(description.dropFirst(prefix.count)))
    }
  }

  public var description: String {
    switch self {
    case .random: "random"
    case .sky: "sky"
    case .brightFaint: "bright-faint"
    case .column(let name): "column:\(name)"
    }
  }

  public init(from decoder: any Decoder) throws {
    let text = try decoder.singleValueContainer().decode(String.self)
    guard let strategy = SplitStrategy(text) else {
      throw DecodingError.dataCorrupted(
        .init(
          codingPath: decoder.codingPath,
          debugDescription: "expected random, sky, bright-faint or column:NAME, found \(text)"))
    }
    self = strategy
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}

/// What a split shall be.
public struct SplitOptions: Hashable, Sendable, Codable {
  public var strategy: SplitStrategy
  /// Fraction of the rows held back for the final evaluation.
  public var testFraction: Double
  /// Fraction of the rows that choose the epoch and calibrate the probabilities.
  public var validationFraction: Double
  public var seed: UInt64
  /// Arcseconds within which rows are one source and stay together; 0 for none.
  public var groupRadius: Double
  /// A column whose equal values stay together.
  public var groupColumn: String?

  /// Arcseconds: the width of a point source from the ground.
  public static let usualGroupRadius = 1.0

  public init(
    strategy: SplitStrategy = .random, testFraction: Double = 0.2,
    validationFraction: Double = 0.1, seed: UInt64 = 0,
    groupRadius: Double = Self.usualGroupRadius, groupColumn: String? = nil
  ) {
    precondition(
      testFraction >= 0 && validationFraction >= 0 && testFraction + validationFraction < 1,
      "expected fractions that leave rows to train on, found \(testFraction) for the test and "
        + "\(validationFraction) for the validation")
    self.strategy = strategy
    self.testFraction = testFraction
    self.validationFraction = validationFraction
    self.seed = seed
    self.groupRadius = groupRadius
    self.groupColumn = groupColumn
  }

  enum CodingKeys: String, CodingKey {
    case strategy
    case testFraction = "test_fraction"
    case validationFraction = "validation_fraction"
    case seed
    case groupRadius = "group_radius"
    case groupColumn = "group_column"
  }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    strategy = try values.decode(SplitStrategy.self, forKey: .strategy)
    testFraction = try values.decode(Double.self, forKey: .testFraction)
    validationFraction = try values.decode(Double.self, forKey: .validationFraction)
    seed = try values.decode(UInt64.self, forKey: .seed)
    groupRadius =
      try values.decodeIfPresent(Double.self, forKey: .groupRadius) ?? Self.usualGroupRadius
    groupColumn = try values.decodeIfPresent(String.self, forKey: .groupColumn)
  }

  /// The usual radius is not written, so that settings from before there was one keep their digest.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(strategy, forKey: .strategy)
    try values.encode(testFraction, forKey: .testFraction)
    try values.encode(validationFraction, forKey: .validationFraction)
    try values.encode(seed, forKey: .seed)
    if groupRadius != Self.usualGroupRadius { try values.encode(groupRadius, forKey: .groupRadius) }
    try values.encodeIfPresent(groupColumn, forKey: .groupColumn)
  }
}

extension SplitOptions {
  /// By row, what the user says stays together; `nil` where nothing is said.
  ///
  /// - Parameter path: The table, for messages.
  /// - Throws: `SkysortError` where the table has no such column.
  public func groupNames(in table: Table, path: String) throws(SkysortError) -> [String?]? {
    guard let groupColumn else { return nil }
    guard let names = table[groupColumn]?.texts() else {
      throw .missingColumn(groupColumn, purpose: "what rows are grouped by", path: path)
    }
    return names.map { name in name.flatMap { $0.allSatisfy { $0 == " " } ? nil : $0 } }
  }
}

/// A part of a split table.
public enum SplitPart: String, Hashable, Sendable, Codable, CaseIterable {
  case train, validation, test

  /// The part a word in a table's own split column means.
  init?(word: String) {
    switch word.lowercased() {
    case "train", "training", "fit": self = .train
    case "validation", "valid", "val", "dev": self = .validation
    case "test", "testing", "holdout", "held-out": self = .test
    default: return nil
    }
  }
}

/// Which part each row belongs to.
public struct Split: Hashable, Sendable {
  /// One per row of the table.
  public let parts: [SplitPart]

  public init(parts: [SplitPart]) { self.parts = parts }

  /// The rows of a part, in the table's order.
  public func rows(of part: SplitPart) -> [Int] { parts.indices.filter { parts[$0] == part } }
}
