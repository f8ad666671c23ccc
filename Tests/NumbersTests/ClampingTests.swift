import Foundation
import Numbers
import Testing

struct ClampingTests {
  @Test(arguments: [
    (0.0, 0), (-0.0, 0), (2.9, 2), (-2.9, -2), (1e300, Int.max), (-1e300, .min),
    (.infinity, .max), (-.infinity, .min), (.nan, 0), (9.3e18, .max), (-9.3e18, .min),
    (0x1p62, 1 << 62), (-0x1p63, .min), (0x1p63, .max),
  ])
  func `a number becomes the nearest integer`(number: Double, integer: Int) {
    #expect(Int(clamping: number) == integer)
    #expect(Int64(clamping: number) == Int64(integer))
  }

  @Test func `narrow and unsigned integers have their own ends`() {
    #expect(UInt8(clamping: 255.9) == 255)
    #expect(UInt8(clamping: 256.0) == 255)
    #expect(UInt8(clamping: -1.0) == 0)
    #expect(UInt8(clamping: Float.nan) == 0)
    #expect(Int32(clamping: 3e9) == .max)
    #expect(Int32(clamping: Float(-3e9)) == .min)
    #expect(UInt64(clamping: 0x1p63) == 1 << 63)
    #expect(UInt64(clamping: 0x1p64) == .max)
    #expect(UInt64(clamping: -Double.infinity) == 0)
  }
}

/// What the compiler noted of the sources, beside the built tests.
private struct SymbolIndex {
  static let folder = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
    .appending(path: "index/store/v5")

  static let isPresent = FileManager.default.fileExists(atPath: folder.path)

  private static func files(_ name: String) -> [URL] {
    let found = FileManager.default.enumerator(
      at: folder.appending(path: name), includingPropertiesForKeys: [.isRegularFileKey])
    return (found?.compactMap { $0 as? URL } ?? []).filter {
      (try? $0.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile) == true
    }
  }

  /// Of the package's sources, the names of those that name one of some symbols.
  static func sources(naming symbols: [String]) throws -> Set<String> {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Sources")
    let own = Set(
      FileManager.default.enumerator(atPath: root.path)?.compactMap { $0 as? String }
        .filter { $0.hasSuffix(".swift") }.map { String($0.split(separator: "/").last ?? "") } ?? []
    )
    let wanted = symbols.map { Data($0.utf8) }
    let records = try files("records").filter { record in
      let name = record.lastPathComponent.split(separator: "-").dropLast().joined(separator: "-")
      guard own.contains(name) else { return false }
      let bytes = try Data(contentsOf: record, options: .mappedIfSafe)
      return wanted.contains { bytes.range(of: $0) != nil }
    }
    // Records of what a source held earlier stay; units are of what was compiled last.
    let units =
      try records.isEmpty
      ? [] : files("units").map { try Data(contentsOf: $0, options: .mappedIfSafe) }
    return Set(
      records.map(\.lastPathComponent).filter { record in
        units.contains { $0.range(of: Data(record.utf8)) != nil }
      })
  }
}

@Suite(.enabled(if: SymbolIndex.isPresent, "needs the index that debug builds write"))
struct ConversionRuleTests {
  /// The compiler's names of `Int(_: Double)` and its like, which end the process where the number
  /// does not fit.
  private static let forbidden: [String] = {
    let kinds = ["s4Int8V", "s5Int16V", "s5Int32V", "s5Int64V"]
    let unsigned = ["s5UInt8V", "s6UInt16V", "s6UInt32V", "s6UInt64V"]
    let named = (kinds + unsigned).flatMap { kind in
      ["d", "f"].map { "s:\(kind)yABS\($0)cfc" }
    }
    let plain = ["i", "u"].flatMap { kind in
      ["d", "f"].map { "s:S\(kind)yS\(kind)S\($0)cfc" }
    }
    return named + plain + ["s:s17FixedWidthIntegerPsEyxqd__cSBRd__lufc"]
  }()

  @Test func `no source converts a floating-point number by what traps`() throws {
    let found = try SymbolIndex.sources(naming: Self.forbidden)
      .filter { !$0.hasPrefix("FixedWidthInteger+Clamping.swift-") }
    #expect(found.isEmpty, "write Int(clamping:), or Int(exactly:) in \(found.sorted())")
  }

  @Test func `the index tells what converts`() throws {
    let found = try SymbolIndex.sources(naming: Self.forbidden)
    #expect(found.contains { $0.hasPrefix("FixedWidthInteger+Clamping.swift-") })
  }
}
