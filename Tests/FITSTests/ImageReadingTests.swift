import Files
import Testing

@testable import FITS

/// A file of one image made by hand.
private func image<Number: FixedWidthInteger>(
  _ bits: Int, _ stored: [Number], shape: [Int], cards: [String] = []
) throws -> FITSImage {
  let axes = shape.enumerated().map { "NAXIS\($0.offset + 1)  = \($0.element)" }
  let head = ["SIMPLE  = T", "BITPIX  = \(bits)", "NAXIS   = \(shape.count)"] + axes + cards
  let data = stored.flatMap { Fixture.bigEndian($0) }
  return try FITSFile(Fixture.file(Fixture.header(head) + Fixture.padded(data))).image()
}

@Test func `integers of every width are read exactly`() throws {
  let bytes = try image(8, [0, 127, 128, 255] as [UInt8], shape: [2, 2])
  #expect(try bytes.pixels(Float.self) == [0, 127, 128, 255])
  let shorts = try image(16, [-32768, -1, 1, 32767] as [Int16], shape: [2, 2])
  #expect(try shorts.pixels(Float.self) == [-32768, -1, 1, 32767])
  let words = try image(32, [.min, -1, 16_777_217, .max] as [Int32], shape: [2, 2])
  #expect(try words.pixels(Double.self) == [-2_147_483_648, -1, 16_777_217, 2_147_483_647])
  #expect(try words.pixels(Float.self)[2] == 16_777_216)
  let longs = try image(64, [-1 << 53, -1, 0, 1 << 53] as [Int64], shape: [2, 2])
  #expect(try longs.pixels(Double.self) == [-0x1p53, -1, 0, 0x1p53])
}

@Test func `unsigned integers and signed bytes are read exactly`() throws {
  let shift = "BSCALE  = 1"
  let signed = try image(8, [0, 128, 255] as [UInt8], shape: [3, 1], cards: ["BZERO   = -128"])
  #expect(try signed.pixels(Float.self) == [-128, 0, 127])
  let shorts = try image(
    16, [.min, 0, .max] as [Int16], shape: [3, 1], cards: [shift, "BZERO   = 32768"])
  #expect(try shorts.pixels(Float.self) == [0, 32768, 65535])
  let words = try image(
    32, [.min, 0, .max] as [Int32], shape: [3, 1], cards: ["BZERO   = 2147483648"])
  #expect(try words.pixels(Double.self) == [0, 2_147_483_648, 4_294_967_295])
  let longs = try image(
    64, [.min, .min + 5, .min + 1 << 53] as [Int64], shape: [3, 1],
    cards: ["BZERO   = 9223372036854775808"])
  #expect(try longs.pixels(Double.self) == [0, 5, 0x1p53])
}

@Test(arguments: [
  ([1 << 53 + 1] as [Int64], [] as [String]), ([.min], []),
  ([0], ["BZERO   = 9223372036854775808"]),
])
func `an integer that no real number holds is refused with its value`(
  stored: [Int64], cards: [String]
) throws {
  let image = try image(64, stored, shape: [1, 1], cards: cards)
  for read in [{ _ = try image.pixels(Double.self) }, { _ = try image.pixels(Float.self) }] {
    #expect { try read() } throws: { "\($0)".contains("beyond 2^53") }
  }
}

@Test func `a scaled long integer is a real number and may be any`() throws {
  let image = try image(64, [Int64.max], shape: [1, 1], cards: ["BSCALE  = 0.5"])
  #expect(try image.pixels(Double.self) == [0x1p62])
}

@Test func `blank integers are NaN, blank reals are numbers`() throws {
  let blank = ["BLANK   = -5", "BSCALE  = 2", "BZERO   = 1"]
  let shorts = try image(16, [-5, 4] as [Int16], shape: [2, 1], cards: blank)
  #expect(try shorts.pixels(Float.self)[0].isNaN && shorts.pixels(Double.self)[0].isNaN)
  #expect(try shorts.pixels(Float.self)[1] == 9 && shorts.pixels(Double.self)[1] == 9)
  let longs = try image(64, [-5, 4] as [Int64], shape: [2, 1], cards: ["BLANK   = -5"])
  #expect(try longs.pixels(Double.self)[0].isNaN)
  let reals = try image(-32, [(-5 as Float).bitPattern], shape: [1, 1], cards: ["BLANK   = -5"])
  #expect(try reals.pixels(Float.self) == [-5])
}

@Test func `reals keep their signs of zero, NaN and infinities`() throws {
  let values: [Double] = [-0.0, .infinity, -.infinity, .nan, .leastNonzeroMagnitude, .pi]
  let doubles = try image(-64, values.map(\.bitPattern), shape: [3, 2])
  let found = try doubles.pixels(Double.self)
  #expect(zip(found, values).allSatisfy { $0.bitPattern == $1.bitPattern })
  #expect(try doubles.pixels(Float.self)[5] == Float.pi.nextUp)
  let floats = try image(-32, values.map { Float($0).bitPattern }, shape: [3, 2])
  let single = try floats.pixels(Float.self)
  #expect(zip(single, values).allSatisfy { $0.bitPattern == Float($1).bitPattern })
}

@Test(arguments: [8, 16, 32, 64, -32, -64])
func `a section of a plane is that part of the whole`(bits: Int) throws {
  let shape = [7, 5, 2, 3]
  let stored = (0..<(7 * 5 * 6)).map { UInt8($0) }
  let cards = ["BZERO   = 3"]
  let image: FITSImage =
    switch bits {
    case 8: try image(8, stored, shape: shape, cards: cards)
    case 16: try image(16, stored.map { Int16($0) }, shape: shape, cards: cards)
    case 32: try image(32, stored.map { Int32($0) }, shape: shape, cards: cards)
    case 64: try image(64, stored.map { Int64($0) }, shape: shape, cards: cards)
    case -32: try image(-32, stored.map { Float($0).bitPattern }, shape: shape, cards: cards)
    default: try image(-64, stored.map { Double($0).bitPattern }, shape: shape, cards: cards)
    }
  #expect(image.planeCount == 6)
  for plane in 0..<6 {
    let expected = (1..<4).flatMap { row in
      (2..<6).map { Float(stored[(plane * 5 + row) * 7 + $0]) + 3 }
    }
    let section = try image.pixels(Float.self, plane: plane, rows: 1..<4, columns: 2..<6)
    #expect(section == expected)
    let wide = try image.pixels(Double.self, plane: plane, rows: 1..<4, columns: 2..<6)
    #expect(wide == expected.map { Double($0) })
  }
  #expect(try image.pixels(Float.self, rows: 2..<2) == [])
}

@Test func `rows longer than a block are read whole`() throws {
  let stored = (0..<300_000).map { Int16(truncatingIfNeeded: $0) }
  let image = try image(16, stored, shape: [100_000, 3])
  #expect(try image.pixels(Float.self) == stored.map { Float($0) })
  let section = try image.pixels(Float.self, rows: 1..<3, columns: 5..<99_999)
  #expect(section.prefix(2) == [Float(stored[100_005]), Float(stored[100_006])])
  #expect(section.last == Float(stored[299_998]))
}

@Test(arguments: [
  (["BSCALE  = 0"], "BSCALE is 0"), (["BSCALE  = 'x'"], "BSCALE is not a number"),
  (["BZERO   = 1E999"], "BZERO is not a number"), (["BLANK   = 1.5"], "BLANK is not an integer"),
])
func `a scaling that makes no sense is refused`(cards: [String], reason: String) throws {
  #expect {
    _ = try image(16, [1] as [Int16], shape: [1, 1], cards: cards)
  } throws: { "\($0)".contains(reason) && ($0 as? SkysortError)?.exitCode == .badData }
}

@Test func `an extension of no groups has no pixels to read`() throws {
  let head = [
    "XTENSION= 'IMAGE   '", "BITPIX  = 16", "NAXIS   = 2", "NAXIS1  = 3", "NAXIS2  = 2",
    "PCOUNT  = 0", "GCOUNT  = 0",
  ]
  let path = try Fixture.file(Fixture.primary + Fixture.header(head))
  #expect { _ = try FITSFile(path).image() } throws: { "\($0)".contains("GCOUNT leaves 0") }
}

@Suite struct ImageChoiceTests {
  /// A header, a spectrum, a table, two images of one name.
  let path: String

  init() throws {
    func extended(_ shape: [Int], _ name: String, version: Int) -> [UInt8] {
      let axes = shape.enumerated().map { "NAXIS\($0.offset + 1)  = \($0.element)" }
      let head = ["XTENSION= 'IMAGE   '", "BITPIX  = 8", "NAXIS   = \(shape.count)"] + axes
      let names = ["PCOUNT  = 0", "GCOUNT  = 1", "EXTNAME = '\(name)'", "EXTVER  = \(version)"]
      let data = (0..<shape.reduce(1, *)).map { UInt8(truncatingIfNeeded: $0 + 10 * version) }
      return Fixture.header(head + names) + Fixture.padded(data)
    }
    let bytes =
      Fixture.table(rows: 1) + extended([4], "SPEC", version: 1)
      + extended([2, 0], "NONE", version: 1) + extended([2, 1], "SCI", version: 1)
      + extended([2, 1], "sci", version: 2)
    path = try Fixture.file(bytes)
  }

  @Test(arguments: [
    (ImageSelector.first, 10 as Float), (.hdu(4), 10), (.named("Sci"), 10),
    (.named("SCI", version: 2), 20), (.hdu(5), 20),
  ])
  func `an image is found by its place or name`(selector: ImageSelector, first: Float) throws {
    let pixels = try FITSFile(path).image(selector).pixels(Float.self)
    #expect(pixels == [first, first + 1])
  }

  @Test(arguments: [
    (ImageSelector.hdu(0), "header without pixels"), (.hdu(1), "binary table"),
    (.hdu(2), "one axis (4 values)"), (.hdu(3), "axis of length 0"), (.hdu(9), "no HDU 9"),
    (.hdu(-1), "no HDU -1"), (.named("WHT"), "no HDU is named WHT"),
    (.named("SCI", version: 3), "SCI, version 3"),
  ])
  func `what is no image is refused for what it is`(selector: ImageSelector, reason: String) {
    #expect { _ = try FITSFile(path).image(selector) } throws: { "\($0)".contains(reason) }
  }

  @Test func `a file without an image lists what it holds`() throws {
    let path = try Fixture.file(Fixture.table(rows: 1))
    #expect { _ = try FITSFile(path).image() } throws: { "\($0)".contains("1 binary table") }
  }
}
