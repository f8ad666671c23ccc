public import Files
import Settings
import Sky

extension SurveyDescriptor {
  /// Reads a descriptor a user wrote.
  ///
  /// - Throws: `SkysortError` for what is not a YAML or no descriptor: every mistake with its line.
  public static func load(_ path: String) throws(SkysortError) -> SurveyDescriptor {
    try SurveyDescriptor(yaml: text(ofFile: path), path: path)
  }

  /// The text of a descriptor's file, not looked at yet.
  public static func text(ofFile path: String) throws(SkysortError) -> String {
    var source = try ByteSource(path: path)
    let bytes = try source.bytes(atMost: StrictSettings.maximumSize + 1)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// - Parameter path: For messages.
  public init(yaml: String, path: String) throws(SkysortError) {
    self = try StrictSettings.decode(
      SurveyDescriptor.self, tellingAllMistakesIn: yaml, path: path)
  }
}

extension SurveyDescriptor: Decodable {
  private enum CodingKeys: String, CodingKey, CaseIterable {
    case name, title, source, identifier, declination, marks, weight, bands, photometry
    case reddening, sentinels, plausible, quality, leaking
    case localIdentifier = "local_identifier"
    case identifierScope = "identifier_scope"
    case rightAscension = "right_ascension"
    case extinctionColumn = "extinction_column"
    case magnitudeSystem = "magnitude_system"
    case transmissionColumn = "transmission_column"
    case classes = "class"
    case leakingUnlessBand = "leaking_unless_band"
    case pointSourceCuts = "point_source_cuts"
  }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    name = try values.word(.name)
    title = try values.word(.title)
    source = try values.word(.source)
    identifier = try values.list(of: OneOrMore<Word>.self, .identifier)
      .map { $0.elements.map(\.text) }
    localIdentifier = try values.words(.localIdentifier)
    identifierScope = try values.words(.identifierScope)
    rightAscension = try values.words(.rightAscension)
    declination = try values.words(.declination)
    marks = try values.words(.marks)
    weight = try values.value(.weight, default: 1)
    bands = try values.decode(OneOrMore<BandDescriptor>.self, forKey: .bands).elements
    photometry = try Self.photometry(values, bands)
    reddening = try values.words(.reddening)
    extinctionColumn = try values.wordIfPresent(.extinctionColumn)
    transmissionColumn = try values.wordIfPresent(.transmissionColumn)
    let sentinels = try values.decodeIfPresent(SentinelEntry.self, forKey: .sentinels)
    notObserved = sentinels?.notObserved ?? []
    notDetected = sentinels?.notDetected ?? []
    plausibleRange = try Self.plausibleRange(values)
    magnitudeSystem = try Self.magnitudeSystem(values)
    let classes = try values.decodeIfPresent(ClassEntry.self, forKey: .classes)
    classColumns = classes?.columns ?? []
    classFallbacks = classes?.fallbacks ?? []
    classNames = classes?.names ?? [:]
    quality = try values.list(of: QualityEntry.self, .quality).map(\.column)
    leaking = try values.words(.leaking)
    leakingUnlessBand = try values.words(.leakingUnlessBand)
    pointSourceCuts = try values.list(of: CutEntry.self, .pointSourceCuts).map(\.cut)
    // Both empty: a table without photometry, of images or light curves.
    if bands.isEmpty, !photometry.isEmpty {
      throw values.diagnostic(.bands, "needs at least one band")
    }
  }

  private static func photometry(
    _ values: KeyedDecodingContainer<CodingKeys>, _ bands: [BandDescriptor]
  ) throws -> [PhotometryPattern] {
    let patterns = try values.decode(
      OneOrMore<PhotometryPattern>.self, forKey: .photometry
    ).elements
    if patterns.isEmpty, !bands.isEmpty {
      throw values.diagnostic(.photometry, "needs at least one entry")
    }
    for pattern in patterns {
      let named = Set(pattern.columns.keys).union(pattern.errors.keys)
      let unknown = named.subtracting(bands.map(\.name))
      guard let name = unknown.min() else { continue }
      throw values.diagnostic(
        .photometry, "names a column of band '\(name)', which 'bands' does not list")
    }
    let bare = bands.first { $0.softening == nil }
    if let bare, let pattern = patterns.first(where: { $0.kind == .asinhMagnitude }) {
      throw values.diagnostic(
        .photometry,
        "'\(pattern.name)' holds asinh magnitudes, which need a softening for every band; "
          + "band '\(bare.name)' has none")
    }
    return patterns
  }

  private static func magnitudeSystem(
    _ values: KeyedDecodingContainer<CodingKeys>
  ) throws -> MagnitudeSystem? {
    guard let word = try values.wordIfPresent(.magnitudeSystem) else { return nil }
    if let system = MagnitudeSystem(rawValue: word) { return system }
    throw values.diagnostic(.magnitudeSystem, "must be AB or Vega, found '\(word)'")
  }

  private static func plausibleRange(
    _ values: KeyedDecodingContainer<CodingKeys>
  ) throws -> ClosedRange<Double>? {
    let limits = try values.list(of: Double.self, .plausible)
    if limits.isEmpty { return nil }
    guard limits.count == 2, limits[0] < limits[1] else {
      throw values.diagnostic(
        .plausible, "must be two magnitudes, the brighter first, for example [0, 35]")
    }
    return limits[0]...limits[1]
  }
}
