import Files
import Latent
import Preprocessing
import Tables

/// The points of a table's rows: their embeddings, or columns that are named.
struct LatentSpace {
  let path: String
  let schema: TableSchema
  /// Of the table.
  let rowCount: Int
  /// Rows that have every number.
  let points: EmbeddingMatrix
  /// By point, its row in the table.
  let rows: [Int]
  /// The parts the table's columns play.
  let columns: PhotometryColumns
  /// Columns that were asked for besides.
  let table: Table

  /// Whether there are two points at least, so that they lie somewhere among others.
  var hasNeighbours: Bool { points.rows > 1 }

  /// - Parameters:
  ///   - names: Columns of numbers, and differences of two such as `g-r`; each is brought to mean
  ///     0 and deviation 1. The embedding as it is where `nil`.
  ///   - others: Columns to be read as well; those that are not there are left out.
  init(
    _ path: String, hdu: HDUSelection? = nil, names: [String]?, survey: SurveyChoice,
    others: [String] = []
  ) throws {
    let reader = try TableFile.open(path, hdu: hdu, wanted: Self.wanted(names))
    let columns = try survey.recognise(reader.schema, path: path, needsPhotometry: false).columns
    let axes = try (names ?? [try Self.embedding(of: reader)]).map {
      try LatentAxis($0, schema: reader.schema, path: path)
    }
    var seen: Set<String> = []
    let wanted = (axes.flatMap(\.columnNames) + others + [columns.identifier].compactMap(\.self))
      .filter { reader.schema[$0] != nil && seen.insert($0).inserted }
    let table = try TableFile.read(reader, columns: wanted)
    let blocks = try axes.map { try $0.numbers(table, columns, path: path) }
    let width = blocks.reduce(0) { $0 + $1.width }
    // Copies of the points, lists of their neighbours, and sums of squares of the axes.
    let (height, side) = (Double(table.rowCount), Double(width))
    try AvailableMemory.require(
      height * (12 * side + 600) + 16 * side * side,
      for: "a space of \(table.rowCount) rows and \(width) dimensions", path: path,
      fix: "Use fewer rows or dimensions.")
    let (found, rows) = EmbeddingMatrix.finiteRows(
      of: LatentAxis.joined(blocks, rowCount: table.rowCount), columns: width)
    guard found.rows > 1 || table.rowCount < 2 else {
      throw SkysortError(
        path: path,
        problem: "has \(found.rows) of \(table.rowCount) rows with every number of "
          + (names ?? [Self.embeddingName]).joined(separator: ", "),
        fix: "Two rows or more are needed.")
    }
    points = names == nil || found.rows < 2 ? found : found.standardized()
    (self.path, self.rows, self.columns, self.table) = (path, rows, columns, table)
    schema = reader.schema
    rowCount = table.rowCount
  }

  /// The columns by which a space's table is found among others.
  static func wanted(_ names: [String]?) -> [String] {
    names ?? [CatalogColumns.prefix + embeddingName, embeddingName]
  }

  private static var embeddingName: String { LatentColumns.embedding }

  /// The column of embeddings, under our name where the input had another of it.
  private static func embedding(of reader: any TableReader) throws -> String {
    if let name = wanted(nil).first(where: { reader.schema[$0]?.isScalar == false }) { return name }
    throw SkysortError(
      path: reader.path, problem: "has no column of embeddings",
      fix: "Make one with `skysort encode`, or name columns of numbers with --columns.")
  }

  /// Values by point as values by row, with something else where there is no point.
  func byRow<Value>(_ values: [Value], elsewhere: Value) -> [Value] {
    var result = [Value](repeating: elsewhere, count: rowCount)
    for (point, row) in rows.enumerated() { result[row] = values[point] }
    return result
  }

  /// The rows' identifiers as text; `nil` where no column tells rows apart.
  var identifiers: [String?]? { columns.identifier.flatMap { table[$0]?.texts() } }
}

/// A column of the table, or the difference of two, as axes of a space.
struct LatentAxis {
  private let first: String
  /// What is subtracted.
  private let second: String?

  init(_ name: String, schema: TableSchema, path: String) throws {
    if let info = schema[name] {
      (first, second) = (info.name, nil)
      return
    }
    let parts = name.split(separator: "-", maxSplits: 1).map { $0.trimmingSpaces() }
    guard parts.count == 2, let left = schema[parts[0]], let right = schema[parts[1]] else {
      throw SkysortError(
        path: path, problem: "has no column '\(name)', nor two whose difference it is",
        fix: "Its columns are \(schema.names.joined(separator: ", ")).", exitCode: .usage)
    }
    (first, second) = (left.name, right.name)
  }

  var columnNames: [String] { [first] + [second].compactMap(\.self) }

  /// Numbers of every row, end to end.
  struct Block {
    let width: Int
    let values: [Float]
  }

  /// Numbers of the rows; NaN where there are none. Magnitudes that stand for nothing measured
  /// are none.
  func numbers(
    _ table: Table, _ columns: PhotometryColumns, path: String
  ) throws -> Block {
    let block = try Self.numbers(of: first, table, columns, path: path)
    guard let second else { return block }
    let other = try Self.numbers(of: second, table, columns, path: path)
    guard block.width == other.width else {
      throw SkysortError(
        path: path, problem: "\(first) and \(second) are of different lengths",
        fix: "Name columns of equal lengths.", exitCode: .usage)
    }
    return Block(width: block.width, values: zip(block.values, other.values).map { $0 - $1 })
  }

  private static func numbers(
    of name: String, _ table: Table, _ columns: PhotometryColumns, path: String
  ) throws -> Block {
    if let band = columns.bands.first(where: { $0.column == name }) {
      let single = PhotometryColumns(survey: columns.survey, bands: [band])
      let photometry = try TablePhotometry(table, columns: single, path: path)
      return Block(width: 1, values: photometry.magnitudes[0])
    }
    let column = table[name]
    if let values = column?.floats() { return Block(width: 1, values: values) }
    if let block = column.flatMap(vectors) { return block }
    throw SkysortError(
      path: path, problem: "column \(name) holds no numbers, or another number of them by row",
      fix: "Name columns of numbers.", exitCode: .usage)
  }

  /// The rows of a vector column; missing ones hold NaN.
  private static func vectors(_ column: Column) -> Block? {
    guard let arrays = column.values.arrays, column.info.shape.count == 1,
      let elements = Column(
        info: ColumnInfo(name: column.info.name, type: column.info.type), values: arrays.elements
      ).floats()
    else { return nil }
    let width = column.info.shape[0]
    guard width > 0, elements.count == width * arrays.count else { return nil }
    return Block(width: width, values: elements)
  }

  /// Blocks side by side: shape `[rows, all widths]`.
  static func joined(_ blocks: [Block], rowCount: Int) -> [Float] {
    if blocks.count == 1 { return blocks[0].values }
    return (0..<rowCount).flatMap { row in
      blocks.flatMap { $0.values[row * $0.width..<(row + 1) * $0.width] }
    }
  }
}
