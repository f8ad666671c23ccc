import Evaluation
import Tables

/// Every object that changed class, one row for each pair of catalogs, as a file.
struct FlippedTable {
  static let fileName = "flipped.csv"

  private let comparison: CatalogComparison

  init(_ comparison: CatalogComparison) { self.comparison = comparison }

  func write(to path: String) throws {
    let table = table
    let writer = try TableFile.create(path, copying: MemoryTableReader(table))
    let nothing = Table(columns: [], rowCount: table.rowCount)
    try writer.append(writer.encoder.encode(MemoryChunk(table), adding: nothing))
    _ = try writer.finish()
  }

  private typealias Row = (second: Int, flip: Flip)

  private var table: Table {
    let found = comparison.pairs.enumerated().flatMap { index, pair in
      pair.flips.map { (second: index + 1, flip: $0) }
    }
    let names = comparison.rows.classifications.map(\.name)
    let classes = comparison.rows.classes
    var columns = [
      text("object", "identifier", found) { comparison.rows.identifiers[$0.flip.row] },
      text("change", "what became of it", found) { $0.flip.change.name },
    ]
    if let truth = comparison.rows.truth {
      columns.append(text("truth", "true class", found) { classes[truth[$0.flip.row]] })
    }
    columns += [
      text("first", "catalog compared with", found) { _ in names[0] },
      text("first_class", "class in it", found) { classes[$0.flip.first] },
      number("first_probability", "of that class", found) { $0.flip.firstProbability },
      text("second", "catalog compared", found) { names[$0.second] },
      text("second_class", "class in it", found) { classes[$0.flip.second] },
      number("second_probability", "of that class", found) { $0.flip.secondProbability },
    ]
    if let magnitude = comparison.rows.magnitude {
      columns.append(
        number("magnitude", magnitude.name, found) { row in
          let value = magnitude.values[row.flip.row]
          return value.isFinite ? value : nil
        })
    }
    return Table(columns: columns, rowCount: found.count)
  }

  private func text(
    _ name: String, _ description: String, _ rows: [Row], _ value: (Row) -> String
  ) -> Column {
    let values = rows.map(value)
    return Column(
      info: ColumnInfo(
        name: name, type: .string, description: description,
        width: max(1, values.map(\.utf8.count).max() ?? 1)),
      values: .string(values))
  }

  private func number(
    _ name: String, _ description: String, _ rows: [Row], _ value: (Row) -> Float?
  ) -> Column {
    let values = rows.map(value)
    return Column(
      info: ColumnInfo(name: name, type: .float, description: description),
      values: .float(values.map { $0 ?? .nan }), validity: values.map { $0 != nil })
  }
}
