public import Settings
public import Sky

/// A table's columns by the part they play for a classifier, as a survey descriptor names them.
public struct PhotometryColumns: Hashable, Codable, Sendable {
  /// The descriptor that said so: `sdss`.
  public var survey: String
  public var identifier: String?
  /// Columns without which the identifier is not one: a tile, a brick.
  public var identifierScope: [String] = []
  /// Columns in degrees.
  public var rightAscension: String?
  public var declination: String?
  /// In order of wavelength.
  public var bands: [BandColumns]
  /// E(B−V) of Schlegel, Finkbeiner & Davis, magnitudes.
  public var reddening: String?
  /// The labels, where the table has some.
  public var classColumn: String?
  /// A label as written, in lower case, to its canonical class: `6` to `STAR`.
  public var classNames: [String: String]
  /// Columns that mark doubtful sources.
  public var quality: [QualityColumn]
  /// Columns that give the class away.
  public var leaking: [String]
  /// The survey's own separation of stars and galaxies, where its columns are there.
  public var pointSourceCut: PointSourceCut?
  /// The text of a descriptor of the user's that said so; `nil` for one that comes with the program.
  public var descriptor: String?

  public init(
    survey: String, identifier: String? = nil, rightAscension: String? = nil,
    declination: String? = nil, bands: [BandColumns], reddening: String? = nil,
    classColumn: String? = nil, classNames: [String: String] = [:],
    quality: [QualityColumn] = [], leaking: [String] = [],
    pointSourceCut: PointSourceCut? = nil
  ) {
    self.survey = survey
    self.identifier = identifier
    self.rightAscension = rightAscension
    self.declination = declination
    self.bands = bands
    self.reddening = reddening
    self.classColumn = classColumn
    self.classNames = classNames
    self.quality = quality
    self.leaking = leaking
    self.pointSourceCut = pointSourceCut
  }

  /// The canonical class of a label as the table writes it; the label itself where the
  /// descriptor says nothing.
  public func className(of label: String) -> String {
    let word = label.lowercased()
    let whole = word.hasSuffix(".0") ? String(word.dropLast(2)) : word
    return classNames[whole] ?? label
  }
}

/// The columns of one band.
public struct BandColumns: Hashable, Codable, Sendable {
  public var band: Band
  /// The magnitude or flux.
  public var column: String
  public var measure: PhotometricMeasure
  /// Of the measure: its standard deviation, or its inverse variance.
  public var errorColumn: String?
  public var errorMeaning: ErrorMeaning
  /// Values that stand for 'not observed'.
  public var notObserved: [Double]
  /// Values that stand for 'observed, not detected'.
  public var notDetected: [Double]
  /// Beyond these a magnitude is not a measurement.
  public var plausibleRange: ClosedRange<Double>?
  /// A_band / E(B−V).
  public var extinctionCoefficient: Double?
  /// A_band in magnitudes, where the table has it by band.
  public var extinctionColumn: String?
  /// The fraction of light that passes the dust, in `0...1`, where the table has that instead.
  public var transmissionColumn: String?
  public var isDereddened: Bool
  /// Texts that mark values as limits, as VizieR writes them: see ``LimitMark``.
  public var limitColumn: String?
  /// Truth values that say where there is no value, whatever stands in ``column``.
  public var nullColumn: String?
  /// Of ``column``, as the table says it; `nil` where it says none.
  public var unit: String?
  /// Of the magnitudes, or of those the flux stands for; `nil` where neither the table nor the
  /// survey's descriptor says it.
  public var system: MagnitudeSystem?
  /// Why the column cannot be used, as a sentence without its full stop; `nil` where it can.
  public var problem: String?

  public init(
    band: Band, column: String, measure: PhotometricMeasure, errorColumn: String? = nil,
    errorMeaning: ErrorMeaning = .standardDeviation, notObserved: [Double] = [],
    notDetected: [Double] = [], plausibleRange: ClosedRange<Double>? = nil,
    extinctionCoefficient: Double? = nil, extinctionColumn: String? = nil,
    transmissionColumn: String? = nil, isDereddened: Bool = false
  ) {
    self.band = band
    self.column = column
    self.measure = measure
    self.errorColumn = errorColumn
    self.errorMeaning = errorMeaning
    self.notObserved = notObserved
    self.notDetected = notDetected
    self.plausibleRange = plausibleRange
    self.extinctionCoefficient = extinctionCoefficient
    self.extinctionColumn = extinctionColumn
    self.transmissionColumn = transmissionColumn
    self.isDereddened = isDereddened
  }
}

extension BandColumns {
  /// The columns that say what was measured: the measurement, its error, and those that mark
  /// limits and absences.
  public var measurementColumns: [String] {
    [column] + [errorColumn, limitColumn, nullColumn].compactMap(\.self)
  }
}

/// What a photometric column's numbers are.
public enum PhotometricMeasure: Hashable, Codable, Sendable {
  /// Pogson magnitudes.
  case magnitude
  /// Magnitudes `−2.5/ln 10 · (asinh(f/2b) + ln b)`; fainter than ``zeroFluxMagnitude`` means
  /// negative flux.
  ///
  /// - Source: Lupton, Gunn & Szalay 1999, AJ 118, 1406.
  case asinhMagnitude(softening: Double)
  /// Linear flux with `m = zeroPoint − 2.5 log₁₀ f`.
  case flux(zeroPoint: Double)

  /// The magnitude of no flux; `nil` but for asinh magnitudes.
  public var zeroFluxMagnitude: Double? {
    guard case .asinhMagnitude(let softening) = self else { return nil }
    return MagnitudeScale.asinh(softening: softening).magnitude(flux: 0)
  }

  /// How flux and magnitude relate.
  public var scale: MagnitudeScale {
    switch self {
    case .magnitude: .logarithmic(zeroPoint: 0)
    case .asinhMagnitude(let softening): .asinh(softening: softening)
    case .flux(let zeroPoint): .logarithmic(zeroPoint: zeroPoint)
    }
  }
}

/// What an error column's numbers are.
public enum ErrorMeaning: String, Hashable, Sendable, SettingsWord {
  case standardDeviation = "standard_deviation"
  case inverseVariance = "inverse_variance"
}

/// A column that marks doubtful sources.
public struct QualityColumn: Hashable, Codable, Sendable {
  public var column: String
  /// Bits that make a source doubtful; any value but 0 where `nil`.
  public var badBits: Int64?
  /// The value of a good source; decides instead of the bits where given.
  public var goodValue: Double?

  public init(column: String, badBits: Int64? = nil, goodValue: Double? = nil) {
    self.column = column
    self.badBits = badBits
    self.goodValue = goodValue
  }
}

/// What a mark beside a measurement says of it.
public enum LimitMark: Hashable, Sendable {
  /// The source is fainter than the value: it was not detected.
  case fainter
  /// The source is brighter than the value: the value is no measurement.
  case brighter

  /// - Parameters:
  ///   - text: `<`, `>`, `<=`, `>=`, `≤` or `≥`.
  ///   - measure: Of the value. A flux below the limit is fainter, one above it brighter. Of
  ///     magnitudes catalogs write `>` and `<` for the same, the first by their numbers, the
  ///     second by the flux they stand for; both mean fainter.
  /// - Returns: `nil` for any other text: the value is a measurement.
  public init?(_ text: String, of measure: PhotometricMeasure) {
    let mark = text.filter { !$0.isWhitespace && $0 != "=" }
    let isBelow = ["<", "≤"].contains(mark)
    guard isBelow || [">", "≥"].contains(mark) else { return nil }
    if case .flux = measure { self = isBelow ? .fainter : .brighter } else { self = .fainter }
  }
}
