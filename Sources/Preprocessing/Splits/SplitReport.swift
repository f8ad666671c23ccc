/// What a split is, and what was looked for in it.
public struct SplitReport: Hashable, Sendable, Codable {
  public var strategy: SplitStrategy
  public var seed: UInt64
  /// What told the rows apart.
  public var identifiedBy: RowIdentities.Kind
  /// Whether an id column was there but repeats itself, as a spreadsheet's rounding makes it.
  public var hasAmbiguousIdentifiers: Bool
  /// Arcseconds within which rows are one source; 0 where positions did not count.
  public var groupRadius: Double
  /// The column whose equal values stayed together.
  public var groupColumn: String?
  /// Rows of the table that could not be used: no class, or no photometry at all.
  public var excludedRows: Int
  /// By part.
  public var parts: [SplitPart.RawValue: PartSummary]
  public var duplicates: DuplicateReport
  public var leaks: [LeakFinding]

  /// The rows of one part.
  public struct PartSummary: Hashable, Sendable, Codable {
    public var rows: Int
    /// By class name.
    public var classes: [String: Int]
    /// The faintest and brightest reference magnitude; `nil` where there is none.
    public var magnitudeRange: [Float]?

    public init(rows: Int, classes: [String: Int], magnitudeRange: [Float]?) {
      self.rows = rows
      self.classes = classes
      self.magnitudeRange = magnitudeRange
    }

    enum CodingKeys: String, CodingKey {
      case rows, classes
      case magnitudeRange = "magnitude_range"
    }
  }

  public init(
    options: SplitOptions, identities: RowIdentities, excludedRows: Int,
    parts: [SplitPart: PartSummary], duplicates: DuplicateReport, leaks: [LeakFinding]
  ) {
    strategy = options.strategy
    seed = options.seed
    identifiedBy = identities.kind
    hasAmbiguousIdentifiers = identities.hasAmbiguousIdentifiers
    (groupRadius, groupColumn) = (options.groupRadius, options.groupColumn)
    self.excludedRows = excludedRows
    self.parts = Dictionary(uniqueKeysWithValues: parts.map { ($0.key.rawValue, $0.value) })
    self.duplicates = duplicates
    self.leaks = leaks
  }

  enum CodingKeys: String, CodingKey {
    case strategy, seed, parts, duplicates, leaks
    case identifiedBy = "identified_by"
    case hasAmbiguousIdentifiers = "has_ambiguous_identifiers"
    case groupRadius = "group_radius"
    case groupColumn = "group_column"
    case excludedRows = "excluded_rows"
  }
}

/// Rows that are the same source.
public struct DuplicateReport: Hashable, Sendable, Codable {
  /// Rows that repeat an earlier row's identity.
  public var repeatedIdentities: Int
  /// Rows that repeat an earlier row's photometry in every band.
  public var repeatedPhotometry: Int
  /// Rows that have an earlier row's identifier, lie at an earlier row's place, or repeat its value
  /// in the column of groups.
  public var repeatedIdentifiers: Int
  public var repeatedPositions: Int
  public var repeatedGroupNames: Int
  /// Sources that have several rows, how many rows those are, and the most that one has.
  public var groups: Int
  public var groupedRows: Int
  public var largestGroup: Int
  /// Sources found in more than one part; a split that groups rows leaves none.
  public var sourcesInSeveralParts: Int
  /// Sources whose rows name more than one class.
  public var sourcesOfSeveralClasses: Int

  enum CodingKeys: String, CodingKey {
    case repeatedIdentities = "repeated_identities"
    case groups
    case repeatedPhotometry = "repeated_photometry"
    case repeatedIdentifiers = "repeated_identifiers"
    case repeatedPositions = "repeated_positions"
    case repeatedGroupNames = "repeated_group_names"
    case groupedRows = "grouped_rows"
    case largestGroup = "largest_group"
    case sourcesInSeveralParts = "sources_in_several_parts"
    case sourcesOfSeveralClasses = "sources_of_several_classes"
  }

  /// - Parameters:
  ///   - classes: By row.
  public init(identities: RowIdentities, split: Split, classes: [Int]) {
    repeatedIdentities = identities.identities.count - Set(identities.identities).count
    let photometry = identities.photometry.compactMap(\.self)
    repeatedPhotometry = photometry.count - Set(photometry).count
    repeatedIdentifiers = identities.repeatedIdentifiers
    repeatedPositions = identities.repeatedPositions
    repeatedGroupNames = identities.repeatedGroupNames
    let sizes = Dictionary(grouping: identities.groups) { $0 }.values.map(\.count)
    groups = sizes.count { $0 > 1 }
    groupedRows = sizes.reduce(0) { $0 + ($1 > 1 ? $1 : 0) }
    largestGroup = sizes.max() ?? 0
    var partsOf: [UInt64: Set<SplitPart>] = [:]
    var classesOf: [UInt64: Set<Int>] = [:]
    for (row, group) in identities.groups.enumerated() {
      partsOf[group, default: []].insert(split.parts[row])
      classesOf[group, default: []].insert(classes[row])
    }
    sourcesInSeveralParts = partsOf.values.count { $0.count > 1 }
    sourcesOfSeveralClasses = classesOf.values.count { $0.count > 1 }
  }
}

/// An input that gives the class away.
public struct LeakFinding: Hashable, Sendable, Codable {
  /// Why an input is suspected.
  public enum Reason: String, Hashable, Sendable, Codable {
    /// The survey's description says so: a spectrum's redshift, a plate, a fibre.
    case declared
    /// Alone it separates a class from the others almost perfectly.
    case separates
    /// Alone it tells nearly as much as the whole model.
    case predicts
  }

  public var feature: String
  public var reason: Reason
  /// The class it separates; `nil` for a declared leak.
  public var className: String?
  /// Area under the curve of that class against the others, in `0.5...1`.
  public var separation: Double?
  /// The fraction of held-back rows whose class the column alone tells.
  public var accuracy: Double?
  /// The model's accuracy on the same rows.
  public var modelAccuracy: Double?

  /// A column that the survey's description declares.
  public init(declared feature: String) {
    self.feature = feature
    reason = .declared
  }

  /// A feature that was found to separate a class.
  public init(feature: String, className: String, separation: Double) {
    self.feature = feature
    reason = .separates
    self.className = className
    self.separation = separation
  }

  /// A column that alone tells nearly as much as the model.
  public init(feature: String, accuracy: Double, modelAccuracy: Double) {
    self.feature = feature
    reason = .predicts
    self.accuracy = accuracy
    self.modelAccuracy = modelAccuracy
  }

  enum CodingKeys: String, CodingKey {
    case feature, reason, separation, accuracy
    case modelAccuracy = "model_accuracy"
    case className = "class"
  }
}
