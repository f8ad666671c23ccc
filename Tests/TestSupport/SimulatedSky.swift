internal import Glibc
internal import Random
internal import Sky
public import Tables

/// A small simulated sky with truth: stars, galaxies and quasars that differ in colour.
public struct SimulatedSky: Sendable {
  public var rowCount: Int
  public var seed: UInt64

  public init(rowCount: Int = 3000, seed: UInt64 = 0) {
    self.rowCount = rowCount
    self.seed = seed
  }

  public static let bandNames = ["u", "g", "r", "i", "z"]

  /// Mean colours `u−g`, `g−r`, `r−i`, `i−z` by class.
  private static let colours: [(name: String, means: [Double])] = [
    ("GALAXY", [1.6, 0.9, 0.5, 0.3]), ("QSO", [0.2, 0.1, 0.1, 0.05]),
    ("STAR", [1.2, 0.4, 0.15, 0.05]),
  ]

  /// Columns `id`, `ra`, `dec`, `u`…`z`, `redshift`, `class`.
  public func table() -> Table {
    var stream = RandomStream(seed: seed, purpose: .simulate)
    var magnitudes = [[Float]](repeating: [], count: 5)
    var positions = (longitudes: [Double](), latitudes: [Double]())
    var redshifts: [Double] = []
    var classes: [String] = []
    for row in 0..<rowCount {
      let kind = Self.colours[row % 3]
      var values = [Double](repeating: 0, count: 5)
      values[2] = 17 + 4 * stream.nextUnit()
      let colours = kind.means.map { $0 + 0.12 * stream.nextNormal() }
      values[1] = values[2] + colours[1]
      values[0] = values[1] + colours[0]
      values[3] = values[2] - colours[2]
      values[4] = values[3] - colours[3]
      for band in 0..<5 { magnitudes[band].append(Float(values[band])) }
      positions.longitudes.append(360 * stream.nextUnit())
      positions.latitudes.append(asin(2 * stream.nextUnit() - 1) * 180 / .pi)
      redshifts.append(
        row % 3 == 2
          ? 1e-4 * stream.nextNormal() : (row % 3 == 1 ? 2 : 0.1) * (1 + stream.nextUnit()))
      classes.append(kind.name)
    }
    let bands = zip(Self.bandNames, magnitudes).map { Self.column($0, .float, .float($1)) }
    return Table(
      columns: [
        Self.column("id", .int64, .int64((0..<rowCount).map { 1 << 60 + Int64($0) })),
        Self.column("ra", .double, .double(positions.longitudes)),
        Self.column("dec", .double, .double(positions.latitudes)),
      ] + bands + [
        Self.column("redshift", .double, .double(redshifts)),
        Self.column("class", .string, .string(classes)),
      ])
  }

  private static func column(
    _ name: String, _ type: ElementType, _ values: ColumnValues
  ) -> Column {
    Column(info: ColumnInfo(name: name, type: type), values: values)
  }

  /// The parts the columns of ``table()`` play.
  public static var columns: PhotometryColumns {
    PhotometryColumns(
      survey: "made", identifier: "id", rightAscension: "ra", declination: "dec",
      bands: bandNames.map { name in
        BandColumns(
          band: Band(name), column: name, measure: .magnitude, notObserved: [-9999],
          notDetected: [99], plausibleRange: 0...40)
      },
      classColumn: "class", leaking: ["redshift"])
  }
}

extension Table {
  /// The table with one column in place of that of the same name, or added.
  public func replacing(_ column: Column) -> Table {
    let others = columns.filter { $0.name != column.name }
    return Table(columns: others + [column], rowCount: rowCount)
  }

  /// The table with a magnitude column changed.
  public func changing(_ name: String, _ change: (Int, Float) -> Float) -> Table {
    guard let column = self[name], let values = column.floats() else { return self }
    return replacing(
      Column(
        info: ColumnInfo(name: name, type: .float),
        values: .float(values.enumerated().map { change($0.offset, $0.element) })))
  }
}
