import Files

extension SurveyDescriptor {
  /// Reads a descriptor a user wrote.
  ///
  /// - Throws: ``TableError`` for what is no YAML or no descriptor, with the line.
  public static func load(_ path: String) throws(TableError) -> SurveyDescriptor {
    let bytes: [UInt8]
    do throws(FileError) {
      var source = try ByteSource(path: path)
      bytes = try source.bytes(atMost: StrictYAML.longestText + 1)
    } catch {
      throw TableError(error)
    }
    return try SurveyDescriptor(yaml: String(decoding: bytes, as: UTF8.self), path: path)
  }

  /// - Parameter path: For messages.
  public init(yaml: String, path: String) throws(TableError) {
    let node = try StrictYAML.compose(yaml, path: path)
    var root = try StrictMapping(node, subject: "the descriptor", path: path)
    name = try root.requiredString("name")
    title = try root.requiredString("title")
    source = try root.requiredString("source")
    identifier = try root.strings("identifier")
    rightAscension = try root.strings("right_ascension")
    declination = try root.strings("declination")
    marks = try root.strings("marks")
    weight = try root.number("weight") ?? 1
    bands = try Self.bands(&root)
    photometry = try Self.photometry(&root, bands)
    reddening = try root.strings("reddening")
    extinctionColumn = try root.string("extinction_column")
    transmissionColumn = try root.string("transmission_column")
    (notObserved, notDetected) = try Self.sentinels(&root)
    plausibleRange = try Self.plausibleRange(&root)
    (classColumns, classFallbacks, classNames) = try Self.classes(&root)
    quality = try Self.quality(&root)
    leaking = try root.strings("leaking")
    leakingUnlessBand = try root.strings("leaking_unless_band")
    pointSourceCuts = try Self.cuts(&root)
    try root.finish()
  }

  private static func bands(
    _ root: inout StrictMapping
  ) throws(TableError) -> [BandDescriptor] {
    var bands: [BandDescriptor] = []
    for node in try root.nodes("bands") {
      var entry = try StrictMapping(node, subject: "a band", path: root.path)
      bands.append(
        BandDescriptor(
          name: try entry.requiredString("name"), aliases: try entry.strings("aliases"),
          softening: try entry.number("softening"), extinction: try entry.number("extinction")))
      try entry.finish()
    }
    guard !bands.isEmpty else { throw root.missing("bands") }
    return bands
  }

  private static func photometry(
    _ root: inout StrictMapping, _ bands: [BandDescriptor]
  ) throws(TableError) -> [PhotometryPattern] {
    var patterns: [PhotometryPattern] = []
    for node in try root.nodes("photometry") {
      var entry = try StrictMapping(node, subject: "an entry of photometry", path: root.path)
      let kind: PhotometryPattern.Kind = try entry.required("measure")
      let zeroPoint = try entry.number("zero_point")
      if kind == .flux, zeroPoint == nil { throw entry.missing("zero_point") }
      if kind == .asinhMagnitude, bands.contains(where: { $0.softening == nil }) {
        throw entry.error(node, "asinh magnitudes need a softening for every band")
      }
      patterns.append(
        PhotometryPattern(
          column: try entry.requiredString("column"), error: try entry.string("error"),
          errorMeaning: try entry.optional("error_meaning") ?? .standardDeviation, kind: kind,
          zeroPoint: zeroPoint, isDereddened: try entry.flag("is_dereddened") ?? false,
          minimumBands: Int(try entry.number("minimum_bands") ?? 1)))
      try entry.finish()
    }
    guard !patterns.isEmpty else { throw root.missing("photometry") }
    return patterns
  }

  private static func sentinels(
    _ root: inout StrictMapping
  ) throws(TableError) -> (notObserved: [Double], notDetected: [Double]) {
    guard var entry = try root.mapping("sentinels") else { return ([], []) }
    let sentinels = (try entry.numbers("not_observed"), try entry.numbers("not_detected"))
    try entry.finish()
    return sentinels
  }

  private static func plausibleRange(
    _ root: inout StrictMapping
  ) throws(TableError) -> ClosedRange<Double>? {
    let limits = try root.numbers("plausible")
    if limits.isEmpty { return nil }
    guard limits.count == 2, limits[0] < limits[1] else {
      throw TableError(
        path: root.path, problem: "plausible must be two magnitudes, the brighter first",
        fix: "Write for example [0, 35].")
    }
    return limits[0]...limits[1]
  }

  private static func classes(
    _ root: inout StrictMapping
  ) throws(TableError) -> (columns: [String], fallbacks: [String], names: [String: String]) {
    guard var entry = try root.mapping("class") else { return ([], [], [:]) }
    var names: [String: String] = [:]
    if var mapping = try entry.mapping("names") {
      for name in mapping.keys {
        for label in try mapping.strings(name) { names[label.lowercased()] = name }
      }
    }
    let columns = try entry.strings("columns")
    let fallbacks = try entry.strings("fallback_columns")
    try entry.finish()
    return (columns, fallbacks, names)
  }

  private static func quality(
    _ root: inout StrictMapping
  ) throws(TableError) -> [QualityColumn] {
    var columns: [QualityColumn] = []
    for node in try root.nodes("quality") {
      var entry = try StrictMapping(node, subject: "an entry of quality", path: root.path)
      columns.append(
        QualityColumn(
          column: try entry.requiredString("column"),
          badBits: try entry.number("bad_bits").map { Int64($0) },
          goodValue: try entry.number("good")))
      try entry.finish()
    }
    return columns
  }

  private static func cuts(
    _ root: inout StrictMapping
  ) throws(TableError) -> [PointSourceCut] {
    var cuts: [PointSourceCut] = []
    for node in try root.nodes("point_source_cuts") {
      var entry = try StrictMapping(node, subject: "a point source cut", path: root.path)
      let pointValues = try entry.strings("point_values")
      let threshold = try entry.number("threshold")
      if threshold == nil, pointValues.isEmpty { throw entry.missing("threshold") }
      cuts.append(
        PointSourceCut(
          first: try entry.requiredString("first"), second: try entry.string("second"),
          threshold: threshold ?? 0,
          largeMeansExtended: try entry.flag("large_means_extended") ?? true,
          pointValues: pointValues, source: try entry.requiredString("source")))
      try entry.finish()
    }
    return cuts
  }
}
