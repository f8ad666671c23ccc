import Files
import Foundation
import TestSupport
import Testing

@testable import FITS

/// The program lies beside the tests when the whole package is built.
private let hasProgram = TileDecoder.standard != nil

@Suite(.enabled(if: hasProgram && RealData.has("fits_zoo"), "needs skysort and SKYSORT_DATA"))
struct TileDecodingTests {
  @Test func `every tile-compressed image of the real files has astropy's values`() throws {
    let goldens = try GoldenImage.all().filter(\.compressed)
    #expect(goldens.count > 60)
    for golden in goldens where RealData.has(golden.file) {
      let image = try FITSFile(RealData.path(golden.file)).image(.hdu(golden.hdu))
      #expect(image.shape == golden.shape)
      let found = try image.digest()
      #expect(found == golden.sha256, "\(golden.file), HDU \(golden.hdu)")
    }
  }

  @Test func `a decoded image's header tells of no table`() throws {
    let folder = RealData.path("fits_zoo/galsim_image_types")
    let plain = try FITSFile("\(folder)/testF.fits").image()
    let packed = try FITSFile("\(folder)/testF.fits.fz").image()
    #expect(packed.header.integer("NAXIS1") == Int64(plain.width))
    #expect(packed.header.integer("BITPIX") == -32)
    let words = ["ZIMAGE", "TFORM1", "TFIELDS", "XTENSION", "ZCMPTYPE", "ZTILE1", "EXTNAME"]
    for word in words { #expect(packed.header.card(word) == nil, "\(word)") }
    #expect(packed.header.card("GS_XMIN")?.value == plain.header.card("GS_XMIN")?.value)
  }

  /// The decoder dies of some.
  @Test(arguments: ["m13_rice", "m13_hcomp", "m13_plio", "m13_gzip"])
  func `damaged tiles are read or refused, and never end the reader`(name: String) throws {
    let path = RealData.path("fits_zoo/astropy_io_fits/hdu/compressed/tests/data/\(name).fits")
    let unit = try FITSFile(path).units[1]
    let whole = try Self.withoutChecksums(WholeFile.read(path, maximumSize: 1 << 24))
    let heap = try #require(unit.table.map { Int($0.heapOffset) })
    let data = heap..<Int(unit.dataOffset + unit.dataSize)
    var generator = SeededGenerator(seed: 11)
    let folder = try Fixture.folder()
    var refused = 0
    for _ in 0..<8 {
      var bytes = whole
      for _ in 0..<20 {
        bytes[Int.random(in: data, using: &generator)] =
          UInt8.random(in: 0...255, using: &generator)
      }
      let mutant = try Fixture.file(bytes, in: folder)
      do { _ = try FITSFile(mutant).image() } catch {
        #expect(error.exitCode == .badData && error.path == mutant, "\(error)")
        refused += 1
      }
    }
    #expect(refused > 0)
  }

  private static func withoutChecksums(_ bytes: [UInt8]) -> [UInt8] {
    var bytes = bytes
    for start in stride(from: 0, to: bytes.count - 80, by: 80) {
      let word = String(decoding: bytes[start..<(start + 8)], as: UTF8.self)
      if word == "DATASUM " || word == "CHECKSUM" { bytes[start] = UInt8(ascii: "X") }
    }
    return bytes
  }
}

/// A tile-compressed image of no tiles.
private func compressed(_ changes: [String: String]) throws -> FITSFile {
  let words = [
    "TTYPE1": "'COMPRESSED_DATA'", "TFORM1": "'1PB(0)'", "NAXIS1": "8", "TFIELDS": "1",
    "ZIMAGE": "T", "ZBITPIX": "16", "ZNAXIS": "2", "ZNAXIS1": "100", "ZNAXIS2": "100",
    "ZCMPTYPE": "'RICE_1'", "ZTILE2": "100",
  ].merging(changes) { $1 }
  let names = [
    "XTENSION", "BITPIX", "NAXIS", "NAXIS1", "NAXIS2", "PCOUNT", "GCOUNT", "TFIELDS", "TTYPE1",
    "TFORM1",
  ]
  let fixed = [
    "XTENSION": "'BINTABLE'", "BITPIX": "8", "NAXIS": "2", "NAXIS2": "1", "PCOUNT": "0",
    "GCOUNT": "1",
  ]
  let all = names + words.keys.filter { !names.contains($0) }.sorted()
  let cards = all.map { name in
    name + String(repeating: " ", count: 8 - name.count) + "= "
      + (words[name] ?? fixed[name] ?? "")
  }
  let row = Fixture.padded([UInt8](repeating: 0, count: 8))
  return try FITSFile(Fixture.file(Fixture.primary + Fixture.header(cards) + row))
}

@Test(arguments: [
  (["ZNAXIS1": "3000000000", "ZNAXIS2": "3000000000"], "more bytes than can exist"),
  (["ZNAXIS1": "100000", "ZNAXIS2": "100000"], "claims to grow"),
  (["ZNAXIS1": "10000", "ZNAXIS2": "10000"], "claims to grow"),
  (["ZNAXIS1": "-5"], "above 0"), (["ZNAXIS": "7"], "axis of length 0"),
  (["ZCMPTYPE": "'LZW_9'"], "LZW_9"), (["ZBITPIX": "12"], "ZBITPIX is 12"),
  (["ZBITPIX": "-32"], "without a ZSCALE"), (["ZTILE2": "0"], "ZTILE2"),
  (["ZTILE2": "50"], "2 tiles need as many rows"), (["ZNAXIS": "1"], "one axis"),
])
func `a compressed image that cannot be true is refused before it is decoded`(
  changes: [String: String], reason: String
) throws {
  let file = try compressed(changes)
  let error = #expect(throws: SkysortError.self) {
    _ = try file.image(.hdu(1), decoder: TileDecoder(program: "/nonexistent"))
  }
  #expect(error?.exitCode == .badData)
  #expect(error?.description.contains(reason) == true, "\(error.debugDescription)")
}

@Test func `without a program that decodes tiles the way out is told`() throws {
  let file = try compressed([:])
  #expect { _ = try file.image(.hdu(1), decoder: nil) } throws: { "\($0)".contains("funpack") }
  #expect { _ = try file.image(.hdu(1), decoder: TileDecoder(program: "/nonexistent")) } throws: {
    "\($0)".contains("no such file")
  }
}

@Test func `how a program ends is told`() throws {
  let input = try NamelessFile()
  let output = try NamelessFile()
  func end(_ script: String) throws -> ChildProcess.End {
    try ChildProcess.run(
      ["/bin/sh", "-c", script], input: input.descriptor, output: output.descriptor, path: "a")
  }
  #expect(try end("echo bad >&2; echo tiles >&2; exit 65") == .exited(65, "bad; tiles"))
  #expect(try end("kill -SEGV $$") == .killed(signal: 11))
  #expect(try end("kill -XCPU $$") == .timeSpent)
  #expect(try end("cat >&2; echo pixels") == .exited(0, ""))
  let printed = try FileBytes(plainPath: output.path, path: "a").read(at: 0, count: 7)
  #expect(printed == Array("pixels\n".utf8))
}
