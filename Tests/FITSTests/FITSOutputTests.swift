import Files
import TestSupport
import Testing

@testable import FITS

/// The bytes of a unit's data, without the padding.
private func data(of unit: Int, in path: String) throws -> [UInt8] {
  let file = try FITSFile(path)
  try file.verifyChecksums()
  let unit = file.units[unit]
  return try file.bytes.read(at: unit.dataOffset, count: Int(unit.dataSize))
}

/// One image of these pixels, written in pieces, last piece first.
private func bytesWritten<Pixel: OutputPixel>(
  _ pixels: [Pixel], as storage: PixelStorage, pieces: Int = 3
) throws -> [UInt8] {
  let path = try "\(Fixture.folder())/a.fits"
  var output = try FITSOutput(path: path)
  _ = try output.appendImage(shape: [], .init(.uint8))
  let image = try output.appendImage(shape: [pixels.count], storage, name: "PIXELS")
  let length = max(1, pixels.count / pieces)
  for start in stride(from: 0, to: pixels.count, by: length).reversed() {
    try image.write(Array(pixels[start..<min(start + length, pixels.count)]), at: start)
  }
  try output.finish()
  expectVerified(path)
  return try data(of: 1, in: path)
}

private func expectExact<Number: OutputPixel & FixedWidthInteger>(_ type: Number.Type) throws {
  var generator = SeededGenerator(seed: UInt64(Number.bitWidth))
  let pixels = (0..<1001).map { _ in Number.random(in: .min ... .max, using: &generator) }
  let shift = Number.storage.isShifted ? Number(1) << (Number.bitWidth - 1) : 0
  let expected = (pixels + [.min, .max, 0]).flatMap { Fixture.bigEndian($0 ^ shift) }
  let found = try bytesWritten(pixels + [.min, .max, 0], as: Number.storage)
  #expect(found == expected)
}

@Test func `integers of every width and sign are written exactly, in pieces of any order`() throws {
  try expectExact(UInt8.self)
  try expectExact(Int8.self)
  try expectExact(Int16.self)
  try expectExact(UInt16.self)
  try expectExact(Int32.self)
  try expectExact(UInt32.self)
  try expectExact(Int64.self)
  try expectExact(UInt64.self)
}

@Test func `real numbers are written in either precision`() throws {
  let values: [Double] = [0, -1.5, .pi, 1e-30, .infinity, 6e23, 1 / 3]
  let singles = values.map { Float($0) }
  let asSingles = singles.flatMap { Fixture.bigEndian($0.bitPattern) }
  #expect(try bytesWritten(singles, as: .init(.float32)) == asSingles)
  #expect(try bytesWritten(values, as: .init(.float32)) == asSingles)
  #expect(
    try bytesWritten(values, as: .init(.float64))
      == values.flatMap { Fixture.bigEndian($0.bitPattern) })
  #expect(
    try bytesWritten(singles, as: .init(.float64))
      == singles.flatMap { Fixture.bigEndian(Double($0).bitPattern) })
}

@Test(arguments: [PixelStorage(.int16), .init(.int16, isShifted: true), .init(.float32)])
func `pixels that were never written are zero`(storage: PixelStorage) throws {
  let path = try "\(Fixture.folder())/a.fits"
  var output = try FITSOutput(path: path)
  let image = try output.appendImage(shape: [500, 300], storage)
  switch storage.format {
  case .float32: try image.write([Float](repeating: 1, count: 7), at: 70_001)
  default:
    let isShifted = storage.isShifted
    if isShifted { try image.write([UInt16](repeating: 1, count: 7), at: 70_001) }
    if !isShifted { try image.write([Int16](repeating: 1, count: 7), at: 70_001) }
  }
  try output.finish()
  expectVerified(path)
  let width = storage.format.byteCount
  let zero = [storage.isShifted ? 0x80 : 0] + [UInt8](repeating: 0, count: width - 1)
  var expected = (0..<150_000).flatMap { _ in zero }
  let one: [UInt8] =
    storage.format == .float32 ? [0x3f, 0x80, 0, 0] : [storage.isShifted ? 0x80 : 0, 1]
  expected.replaceSubrange((70_001 * width)..<(70_008 * width), with: (0..<7).flatMap { _ in one })
  #expect(try data(of: 0, in: path) == expected)
}

@Test func `images and tables stand in one file, with the caller's keywords`() throws {
  let path = try "\(Fixture.folder())/a.fits"
  var output = try FITSOutput(path: path)
  let sentence = String(repeating: "a long line's words ", count: 5)
  let cards = [
    OutputEntry("EXPTIME", .real(150.25)), OutputEntry("FILTER", .string("r")),
    OutputEntry("BUNIT", .string("nanomaggy"), comment: "unit"),
    OutputEntry("NAXIS1", .integer(7)), OutputEntry("a long keyword", .integer(3)),
    OutputEntry("ORIGIN", .string(sentence)),
  ]
  let cube = try output.appendImage(
    shape: [8, 8, 3, 2], .init(.float32), name: "CUTOUTS", cards: cards, history: ["one line"])
  let encoder = try output.appendTable(
    columns: [OutputColumn(name: "id", element: .int64)], name: "CATALOG")
  try output.append(
    encoder.encode(nil, rowCount: 2, columns: [DecodedColumn(values: .int64([5, 6]))]))
  try cube.write((0..<384).map { Float($0) }, at: 0)
  try output.append(
    encoder.encode(nil, rowCount: 1, columns: [DecodedColumn(values: .int64([7]))]))
  let mask = try output.appendImage(shape: [8, 8], .init(.uint8), name: "MASK")
  try mask.write([UInt8](repeating: 3, count: 64), at: 0)
  try output.appendTable(
    columns: [OutputColumn(name: "name", element: .string, isVariableLength: true)],
    cells: [DecodedColumn(values: .string(["short", sentence]))], rowCount: 2, name: "NAMES")
  try output.finish()
  expectVerified(path)
  let file = try FITSFile(path)
  #expect(file.units.map(\.name) == ["CUTOUTS", "CATALOG", "MASK", "NAMES"])
  #expect(file.units[0].dimensions == [8, 8, 3, 2] && file.units[0].bitsPerPixel == -32)
  #expect(file.units[0].header["EXPTIME"] == .real(150.25))
  #expect(file.units[0].header.text("BUNIT") == "nanomaggy")
  #expect(file.units[0].header["A LONG KEYWORD"] == .integer(3))
  #expect(file.units[0].header["ORIGIN"]?.string == String(sentence.dropLast()))
  #expect(file.units[0].header.history == ["one line"])
  let table = try file.table()
  let ids = try table.rows(0..<3).decode(table.layout.columns[0])
  #expect(ids.values == .int64([5, 6, 7]))
}

@Test func `a table in first place, or nothing at all, gets an empty primary unit`() throws {
  let folder = try Fixture.folder()
  var output = try FITSOutput(path: "\(folder)/table.fits")
  _ = try output.appendTable(columns: [OutputColumn(name: "x", element: .float)])
  try output.finish()
  let empty = try FITSOutput(path: "\(folder)/empty.fits")
  try empty.finish()
  for (name, count) in [("table", 2), ("empty", 1)] {
    expectVerified("\(folder)/\(name).fits")
    #expect(try FITSFile("\(folder)/\(name).fits").units.count == count)
  }
}

@Test func `threads fill an image together`() async throws {
  let path = try "\(Fixture.folder())/a.fits"
  var output = try FITSOutput(path: path)
  let image = try output.appendImage(shape: [101, 400], .init(.int16))
  try await withThrowingTaskGroup(of: Void.self) { group in
    for row in 0..<400 {
      group.addTask { try image.write([Int16](repeating: Int16(row), count: 101), at: row * 101) }
    }
    try await group.waitForAll()
  }
  try output.finish()
  expectVerified(path)
  let expected = (0..<400).flatMap { row in (0..<101).flatMap { _ in Fixture.bigEndian(Int16(row)) }
  }
  #expect(try data(of: 0, in: path) == expected)
}

@Test func `an output that is dropped leaves nothing, and an absurd image is refused`() throws {
  let path = try "\(Fixture.folder())/a.fits"
  do {
    var output = try FITSOutput(path: path)
    let image = try output.appendImage(shape: [4], .init(.uint8))
    try image.write([UInt8](repeating: 1, count: 4), at: 0)
    #expect(throws: SkysortError.self) {
      _ = try output.appendImage(shape: [1 << 40, 1 << 40], .init(.float32))
    }
  }
  #expect(throws: SkysortError.self) { _ = try FITSFile(path) }
}

@Test func `written ranges join their neighbours and refuse a pixel twice`() {
  var generator = SeededGenerator(seed: 4)
  var ranges = WrittenRanges()
  var isWritten = [Bool](repeating: false, count: 300)
  for _ in 0..<400 {
    let start = Int.random(in: 0..<300, using: &generator)
    let range = start..<min(300, start + Int.random(in: 0...9, using: &generator))
    let isFree = !isWritten[range].contains(true)
    #expect(ranges.insert(range) == isFree)
    if isFree { for index in range { isWritten[index] = true } }
  }
  let gaps = ranges.gaps(of: 300)
  #expect(gaps.flatMap { Array($0) } == isWritten.indices.filter { !isWritten[$0] })
  #expect(zip(gaps, gaps.dropFirst()).allSatisfy { $0.upperBound < $1.lowerBound })
}

@Test func `pieces written in any order are known to the pixel`() {
  var ranges = WrittenRanges()
  var isThere = [Bool](repeating: false, count: 5000)
  var state: UInt64 = 1
  for _ in 0..<6000 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    let start = Int(state >> 33) % 4990
    let range = start..<(start + Int(state >> 60) % 9)
    let isFree = !isThere[range].contains(true)
    #expect(ranges.insert(range) == isFree)
    if isFree { for index in range { isThere[index] = true } }
  }
  let gaps = ranges.gaps(of: 5000)
  #expect(gaps.reduce(0) { $0 + $1.count } == isThere.count { !$0 })
  #expect(gaps.allSatisfy { !isThere[$0].contains(true) })
}
