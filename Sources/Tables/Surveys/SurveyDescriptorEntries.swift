import Settings
import Sky

extension BandDescriptor: Decodable {
  private enum CodingKeys: String, CodingKey, CaseIterable {
    case name, aliases, softening, extinction
  }

  init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    name = try values.word(.name)
    aliases = try values.words(.aliases)
    softening = try values.decodeIfPresent(Double.self, forKey: .softening)
    extinction = try values.decodeIfPresent(Double.self, forKey: .extinction)
  }
}

extension PhotometryPattern: Decodable {
  private enum CodingKeys: String, CodingKey, CaseIterable {
    case column, columns, error, errors, unit, elements, extinction, transmission
    case errorMeaning = "error_meaning"
    case kind = "measure"
    case zeroPoint = "zero_point"
    case isDereddened = "is_dereddened"
    case minimumBands = "minimum_bands"
  }

  init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    columns = try values.wordsByName(.columns)
    errors = try values.wordsByName(.errors)
    column = columns.isEmpty ? try values.word(.column) : ""
    error = try values.wordIfPresent(.error)
    if !columns.isEmpty, values.contains(.column) || values.contains(.error) {
      throw values.diagnostic(.columns, "does not go with 'column' and 'error'")
    }
    if columns.isEmpty, !errors.isEmpty {
      throw values.diagnostic(.errors, "goes with 'columns'; beside 'column' stands 'error'")
    }
    errorMeaning = try values.value(.errorMeaning, default: .standardDeviation)
    kind = try values.decode(Kind.self, forKey: .kind)
    zeroPoint = try values.decodeIfPresent(Double.self, forKey: .zeroPoint)
    unit = try values.wordIfPresent(.unit)
    if let unit, PhotometricUnit(unit) == nil {
      throw values.diagnostic(.unit, "'\(unit)' is no unit of fluxes or magnitudes")
    }
    isDereddened = try values.value(.isDereddened, default: false)
    minimumBands = try values.count(.minimumBands, default: 1)
    elements = try values.words(.elements)
    extinction = try values.wordIfPresent(.extinction)
    transmission = try values.wordIfPresent(.transmission)
  }
}

/// Numbers that stand for no measurement.
struct SentinelEntry: Decodable {
  let notObserved: [Double]
  let notDetected: [Double]

  private enum CodingKeys: String, CodingKey, CaseIterable {
    case notObserved = "not_observed"
    case notDetected = "not_detected"
  }

  init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    notObserved = try values.list(of: Double.self, .notObserved)
    notDetected = try values.list(of: Double.self, .notDetected)
  }
}

/// Where classes stand, and how they are spelt.
struct ClassEntry: Decodable {
  let columns: [String]
  let fallbacks: [String]
  /// A label in lower case to its class.
  let names: [String: String]

  private enum CodingKeys: String, CodingKey, CaseIterable {
    case columns, names
    case fallbacks = "fallback_columns"
  }

  init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    columns = try values.words(.columns)
    fallbacks = try values.words(.fallbacks)
    var names: [String: String] = [:]
    for (name, labels) in try values.wordsByName(.names) {
      for label in labels { names[label.lowercased()] = name }
    }
    self.names = names
  }
}

/// A ``QualityColumn`` as descriptors write it.
struct QualityEntry: Decodable {
  let column: QualityColumn

  private enum CodingKeys: String, CodingKey, CaseIterable {
    case column, good
    case badBits = "bad_bits"
  }

  init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    column = QualityColumn(
      column: try values.word(.column),
      badBits: try values.decodeIfPresent(Int64.self, forKey: .badBits),
      goodValue: try values.decodeIfPresent(Double.self, forKey: .good))
  }
}

/// A ``PointSourceCut`` as descriptors write it.
struct CutEntry: Decodable {
  let cut: PointSourceCut

  private enum CodingKeys: String, CodingKey, CaseIterable {
    case first, second, threshold, source
    case largeMeansExtended = "large_means_extended"
    case pointValues = "point_values"
  }

  init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    let pointValues = try values.words(.pointValues)
    cut = PointSourceCut(
      first: try values.word(.first), second: try values.wordIfPresent(.second),
      threshold: pointValues.isEmpty
        ? try values.decode(Double.self, forKey: .threshold)
        : try values.value(.threshold, default: 0),
      largeMeansExtended: try values.value(.largeMeansExtended, default: true),
      pointValues: pointValues, source: try values.word(.source))
  }
}

extension KeyedDecodingContainer {
  /// Words by a name that the author chose; empty where the key is absent.
  fileprivate func wordsByName(_ key: Key) throws -> [String: [String]] {
    guard contains(key) else { return [:] }
    let entries = try nestedContainer(keyedBy: AnyName.self, forKey: key)
    var words: [String: [String]] = [:]
    for name in entries.allKeys { words[name.stringValue] = try entries.words(name) }
    return words
  }
}
