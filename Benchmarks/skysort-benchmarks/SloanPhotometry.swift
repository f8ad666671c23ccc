import Tables

/// Labelled SDSS rows as features and classes, those without all five bands left out.
struct SloanPhotometry {
  static let bands = ["u", "g", "r", "i", "z"]
  static let classNames = ["GALAXY", "STAR", "QSO"]
  static let featureCount = 9

  /// Shape `[rows, 9]`: four colours, then the five magnitudes.
  private(set) var features: [Float] = []
  /// Positions in ``classNames``.
  private(set) var labels: [Int] = []

  private init() {}

  /// - Throws: `SkysortError`, or a ``BenchmarkError`` where a column or class is missing.
  init(path: String) throws {
    let table = try TableFile.read(path, columns: Self.bands + ["class"])
    let magnitudes = try Self.bands.map { try Self.values($0, of: table, path: path) }
    guard let texts = table["class"]?.texts() else {
      throw BenchmarkError("\(path) has no column class. Give labelled SDSS photometry.")
    }
    for row in 0..<table.rowCount {
      let measured = magnitudes.map { $0[row] }
      guard measured.allSatisfy({ $0 > -100 }) else { continue }
      guard let label = Self.classNames.firstIndex(of: texts[row] ?? "") else {
        throw BenchmarkError("\(path) row \(row + 1): unknown class \(texts[row] ?? "(none)").")
      }
      let colours = zip(measured, measured.dropFirst()).map { $0 - $1 }
      features += (colours + measured).map(Float.init)
      labels.append(label)
    }
  }

  private static func values(_ name: String, of table: Table, path: String) throws -> [Double] {
    guard let values = table[name]?.doubles() else {
      throw BenchmarkError("\(path) has no numbers in \(name). Give labelled SDSS photometry.")
    }
    return values
  }

  /// Every fifth row apart from the others.
  func divided() -> (learned: SloanPhotometry, evaluated: SloanPhotometry) {
    var parts = (learned: SloanPhotometry(), evaluated: SloanPhotometry())
    for row in labels.indices {
      if row % 5 == 0 {
        parts.evaluated.append(self, row)
      } else {
        parts.learned.append(self, row)
      }
    }
    return parts
  }

  private mutating func append(_ other: SloanPhotometry, _ row: Int) {
    features += other.features[row * Self.featureCount..<(row + 1) * Self.featureCount]
    labels.append(other.labels[row])
  }
}

/// What cannot be measured, and why.
struct BenchmarkError: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}
