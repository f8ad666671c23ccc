import Files
import TestSupport

@testable import FITS

/// FITS files made by hand, so that the writer is not its own witness.
enum Fixture {
  /// A folder of its own for one test.
  static func folder() throws -> String { try TemporaryFolder.untilExit() }

  static func file(
    _ bytes: [UInt8], named name: String = "a.fits", in folder: String? = nil
  ) throws -> String {
    let folder = try folder ?? Self.folder()
    let path = "\(folder)/\(name)"
    try AtomicFile.write(bytes, to: path)
    return path
  }

  /// Cards as written, padded to whole blocks behind `END`.
  static func header(_ cards: [String]) -> [UInt8] {
    let records = (cards + ["END"]).flatMap { card in
      Array(card.utf8) + [UInt8](repeating: 0x20, count: 80 - card.utf8.count)
    }
    return padded(records, with: 0x20)
  }

  static func padded(_ bytes: [UInt8], with filler: UInt8 = 0) -> [UInt8] {
    bytes + [UInt8](repeating: filler, count: (2880 - bytes.count % 2880) % 2880)
  }

  static let primary = header([
    "SIMPLE  =                    T", "BITPIX  =                    8",
    "NAXIS   =                    0", "EXTEND  =                    T",
  ])

  /// Two columns, `id` 64-bit and `r` float, and what the caller adds or replaces.
  static func tableCards(rows: Int, replacing changes: [String: String] = [:]) -> [String] {
    let values = [
      ("XTENSION", "'BINTABLE'"), ("BITPIX", "8"), ("NAXIS", "2"), ("NAXIS1", "12"),
      ("NAXIS2", "\(rows)"), ("PCOUNT", "0"), ("GCOUNT", "1"), ("TFIELDS", "2"),
      ("TTYPE1", "'id'"), ("TFORM1", "'K'"), ("TTYPE2", "'r'"), ("TFORM2", "'E'"),
      ("TUNIT2", "'mag'"), ("TUCD2", "'phot.mag;em.opt.r'"),
    ]
    let known = Set(values.map(\.0))
    let added = changes.filter { !known.contains($0.key) }.sorted { $0.key < $1.key }
    return (values + added.map { ($0.key, $0.value) }).map { key, value in
      let name = key + String(repeating: " ", count: 8 - key.count)
      return "\(name)= \(changes[key] ?? value)"
    }
  }

  /// A file of a table of ids 0, 1, 2, … and magnitudes 20, 20.5, 21, …
  static func table(rows: Int, replacing changes: [String: String] = [:]) -> [UInt8] {
    let data = (0..<rows).flatMap { row in
      bigEndian(Int64(row)) + bigEndian((20 + Float(row) / 2).bitPattern)
    }
    return primary + header(tableCards(rows: rows, replacing: changes)) + padded(data)
  }

  static func bigEndian<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
    (0..<(Number.bitWidth / 8)).reversed().map {
      UInt8(truncatingIfNeeded: number >> Number($0 * 8))
    }
  }
}
