internal import Sky
internal import Tables

/// Where one band of a model comes from in one table.
struct BandSource: Hashable, Sendable {
  let columns: BandColumns
  let conversion: MagnitudeConversion
  let dust: DustSource?
  /// Numbers in here are plain measurements; others are looked at one by one.
  let plainRange: ClosedRange<Float>

  /// Light below this many standard deviations is not a detection.
  static let significance: Float = 2

  init(columns: BandColumns, conversion: MagnitudeConversion, dust: DustSource?) {
    self.columns = columns
    self.conversion = conversion
    self.dust = dust
    plainRange = Self.plainRange(of: columns)
  }

  /// The widest range without a sentinel around ordinary values.
  private static func plainRange(of columns: BandColumns) -> ClosedRange<Float> {
    let isFlux = if case .flux = columns.measure { true } else { false }
    var lower = -Double.greatestFiniteMagnitude
    var upper = Double.greatestFiniteMagnitude
    let ordinary = isFlux ? 1.0 : 20.0
    for sentinel in columns.notObserved + columns.notDetected {
      if sentinel < ordinary { lower = max(lower, sentinel + abs(sentinel) * 1e-5 + 1e-5) }
      if sentinel >= ordinary { upper = min(upper, sentinel - abs(sentinel) * 1e-5) }
    }
    if let plausible = columns.plausibleRange {
      lower = max(lower, plausible.lowerBound)
      upper = min(upper, plausible.upperBound)
    }
    if let zeroFlux = columns.measure.zeroFluxMagnitude { upper = min(upper, zeroFlux) }
    if isFlux { lower = max(lower, Double(Float.leastNormalMagnitude)) }
    let limit = Double(Float.greatestFiniteMagnitude)
    return Float(max(lower, -limit))...Float(min(max(upper, lower), limit))
  }

  /// What a number outside ``plainRange`` is: a state of ``Measurement`` or of ``MissingValueState``.
  func state(of value: Float) -> UInt8 {
    if value.isNaN || Self.contains(value, in: columns.notObserved) {
      return MissingValueState.notObserved.rawValue
    }
    if Self.contains(value, in: columns.notDetected) {
      return MissingValueState.notDetected.rawValue
    }
    if !value.isFinite { return infinityState(value).rawValue }
    if let plausible = columns.plausibleRange, !plausible.contains(Double(value)) {
      return MissingValueState.badMeasurement.rawValue
    }
    if let zeroFlux = columns.measure.zeroFluxMagnitude {
      return Double(value) > zeroFlux ? Measurement.faint : Measurement.present
    }
    if case .flux = columns.measure, value <= 0 { return Measurement.faint }
    return Measurement.present
  }

  /// A magnitude of infinity is one of no flux.
  private func infinityState(_ value: Float) -> MissingValueState {
    if case .flux = columns.measure { return .badMeasurement }
    return value > 0 ? .notDetected : .badMeasurement
  }

  /// What a row without a value is, where a column of its own says so: databases have no
  /// magnitude of a flux that is not positive, and no flux where nothing was observed.
  var nullState: MissingValueState {
    if case .flux = columns.measure { .notObserved } else { .notDetected }
  }

  /// What a value is that a catalog marks as a limit.
  func state(of mark: LimitMark) -> MissingValueState {
    mark == .fainter ? .notDetected : .badMeasurement
  }

  /// Sentinels survive a trip through single precision and text only nearly.
  private static func contains(_ value: Float, in sentinels: [Double]) -> Bool {
    sentinels.contains { abs(Double(value) - $0) <= abs($0) * 1e-6 }
  }
}

/// Where the dust in front of a band is told.
enum DustSource: Hashable, Sendable {
  /// E(B−V) times the band's coefficient.
  case reddening(column: String, coefficient: Float)
  /// Magnitudes.
  case extinction(column: String)
  /// The fraction of light that passes.
  case transmission(column: String)

  var column: String {
    switch self {
    case .reddening(let column, _), .extinction(let column), .transmission(let column): column
    }
  }

  init?(_ band: BandColumns, reddening: String?) {
    if let column = band.extinctionColumn {
      self = .extinction(column: column)
    } else if let column = band.transmissionColumn {
      self = .transmission(column: column)
    } else if let reddening, let coefficient = band.extinctionCoefficient {
      self = .reddening(column: reddening, coefficient: Float(coefficient))
    } else {
      return nil
    }
  }
}
