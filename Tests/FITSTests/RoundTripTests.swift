import Files
import TestSupport
import Testing

@testable import FITS

/// Random cells of every type, some missing.
private func cells(
  _ element: ElementKind, _ count: Int, isNullable: Bool, _ generator: inout SeededGenerator
) -> DecodedColumn {
  func integers(_ range: ClosedRange<Int64>) -> CellValues {
    .int64((0..<count).map { _ in Int64.random(in: range, using: &generator) })
  }
  let reals = (0..<count).map { _ in Double.random(in: -1e9...1e9, using: &generator) }
  let values: CellValues =
    switch element {
    case .bool: .bool((0..<count).map { _ in Bool.random(using: &generator) })
    case .int8: integers(-127...127)
    case .uint8: integers(0...254)
    case .int16: integers(-32767...32767)
    case .uint16: integers(1...65535)
    case .int32: integers(-2_147_483_647...2_147_483_647)
    case .uint32: integers(1...4_294_967_295)
    case .int64: integers((Int64.min + 1)...Int64.max)
    case .uint64: .uint64((0..<count).map { _ in UInt64.random(in: 1...(.max), using: &generator) })
    case .float, .complexFloat: .float(reals.map { Float($0) })
    case .double, .complexDouble: .double(reals)
    case .string: .string(reals.map { String("\(Int($0))".prefix(8)) })
    }
  let validity = (0..<count).map { _ in Int.random(in: 0..<5, using: &generator) > 0 }
  return DecodedColumn(
    values: values, validity: isNullable && validity.contains(false) ? validity : nil)
}

private func write(
  _ columns: [OutputColumn], _ values: [DecodedColumn], rowCount: Int
) throws -> FITSTable {
  let path = try "\(Fixture.folder())/a.fits"
  var writer = try BinaryTableWriter(path: path, columns: columns)
  try writer.append(writer.encoder.encode(nil, rowCount: rowCount, columns: values))
  let written = try writer.finish()
  #expect(written == rowCount)
  expectVerified(path)
  return try FITSFile(path).table()
}

/// What reading should give of what was written: values at missing places do not matter.
private func expectSame(_ found: DecodedColumn, _ expected: DecodedColumn) {
  let shown = { (column: DecodedColumn) -> [String] in
    let texts: [String] =
      switch column.values {
      case .bool(let values): values.map(\.description)
      case .int64(let values): values.map(\.description)
      case .uint64(let values): values.map(\.description)
      case .float(let values): values.map(\.description)
      case .double(let values): values.map(\.description)
      case .string(let values): values
      }
    return texts.enumerated().map { column.validity?[$0] ?? true ? $1 : "missing" }
  }
  #expect(shown(found) == shown(expected))
  #expect(found.offsets == expected.offsets)
}

@Test(arguments: ElementKind.allCases, [false, true])
func `cells of every type come back as they were`(
  element: ElementKind, isVector: Bool
) throws {
  var generator = SeededGenerator(seed: UInt64(element.rawValue.utf8.count))
  let isComplex = element == .complexFloat || element == .complexDouble
  let isReal = element == .float || element == .double || isComplex
  let column = OutputColumn(
    name: "x", element: element, shape: isVector ? [2, 3] : [], stringLength: 8,
    isNullable: true, unit: "mag", ucd: "meta.id", comment: "a column")
  let perRow = (isVector ? 6 : 1) * (isComplex ? 2 : 1)
  let made = cells(element, 50 * perRow, isNullable: !isReal, &generator)
  let hasOffsets = isVector || isComplex
  let expected = DecodedColumn(
    values: made.values, validity: made.validity,
    offsets: hasOffsets ? (0...50).map { $0 * perRow } : nil)
  let table = try write([column], [expected], rowCount: 50)
  let found = try #require(table.layout.columns.first)
  #expect(found.element == element && found.shape == column.shape)
  #expect(found.unit == "mag" && found.ucd == "meta.id" && found.comment == "a column")
  expectSame(try table.rows(0..<50).decode(found), expected)
}

@Test(arguments: [ElementKind.bool, .int16, .uint64, .float, .complexDouble])
func `rows of different lengths come back as they were`(element: ElementKind) throws {
  var generator = SeededGenerator(seed: 3)
  let step = element == .complexDouble ? 2 : 1
  var offsets = [0]
  for _ in 0..<30 {
    offsets.append(offsets[offsets.count - 1] + step * Int.random(in: 0...5, using: &generator))
  }
  let made = cells(element, offsets[30], isNullable: false, &generator)
  let expected = DecodedColumn(values: made.values, offsets: offsets)
  let column = OutputColumn(name: "x", element: element, isVariableLength: true)
  let table = try write([column], [expected], rowCount: 30)
  expectSame(try table.rows(0..<30).decode(table.layout.columns[0]), expected)
}

@Test func `a NaN stays a NaN and a value that does not fit is refused`() throws {
  let column = OutputColumn(name: "x", element: .float)
  let table = try write(
    [column], [DecodedColumn(values: .float([.nan, 1]))], rowCount: 2)
  let found = try table.rows(0..<2).decode(table.layout.columns[0])
  guard case .float(let values) = found.values else { throw FITSTestFailure.wrongType }
  #expect(values[0].isNaN && values[1] == 1)
  #expect(throws: SkysortError.self) {
    _ = try write(
      [OutputColumn(name: "n", element: .int16)], [DecodedColumn(values: .int64([40_000]))],
      rowCount: 1)
  }
}

enum FITSTestFailure: Error { case wrongType }
