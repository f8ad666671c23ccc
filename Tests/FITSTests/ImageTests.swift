import Files
import Foundation
import TestSupport
import Testing

@testable import FITS

/// One image of the real files as astropy reads it; see Tests/Goldens/make_images.py.
struct GoldenImage: Decodable {
  let file: String
  let hdu: Int
  let shape: [Int]
  let compressed: Bool
  /// Absent where an integer is beyond 2^53.
  let sha256: String?

  static func all() throws -> [GoldenImage] {
    let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Goldens/images.json")
    return try JSONDecoder().decode([GoldenImage].self, from: Data(contentsOf: path))
  }
}

extension FITSImage {
  /// All pixels: of the formats that fit a `Float` as such, of others as `Double`.
  func values() throws -> [Double] {
    var values: [Double] = []
    for plane in 0..<planeCount {
      if format.fitsFloat {
        values += try pixels(Float.self, plane: plane).map { Double($0) }
      } else {
        values += try pixels(Double.self, plane: plane)
      }
    }
    return values
  }

  /// As the golden file has it.
  func digest() throws -> String {
    let bits = try values().map { ($0.isNaN ? 0x7ff8_0000_0000_0000 : $0.bitPattern).bigEndian }
    return unsafe bits.withUnsafeBytes { String(unsafe Digest.sha256($0).prefix(16)) }
  }
}

@Test(.enabled(if: RealData.has("fits_zoo"), "needs SKYSORT_DATA"))
func `every plain image of the real files has astropy's values`() throws {
  let goldens = try GoldenImage.all().filter { !$0.compressed }
  #expect(goldens.count > 500)
  var refused: Set<String> = []
  for (file, images) in Dictionary(grouping: goldens, by: \.file) where RealData.has(file) {
    let opened: FITSFile
    do { opened = try FITSFile(RealData.path(file), limit: .images) } catch {
      #expect("\(error)".contains("DATASUM"), "\(error)")
      refused.insert(String(file.split(separator: "/").last ?? ""))
      continue
    }
    for golden in images {
      let image = try opened.image(.hdu(golden.hdu))
      #expect(image.shape == golden.shape)
      guard let expected = golden.sha256 else {
        #expect(throws: SkysortError.self) { _ = try image.values() }
        continue
      }
      let found = try image.digest()
      #expect(found == expected, "\(file), HDU \(golden.hdu)")
    }
  }
  // Cut or falsified by their makers, who left the old checksums; astropy warns.
  #expect(refused == ["checksum_false.fits", "tpv.fits", "tpv.fits.gz", "tnx.fits"])
}

@Test(
  .enabled(if: RealData.has("fits_zoo"), "needs SKYSORT_DATA"),
  arguments: [
    "bitpix_bad.fits", "empty.fits", "gz_truncated.fits.gz", "html_error_page.fits",
    "naxis1_negative.fits", "trunc_data_half.fits", "trunc_header_1000.fits",
    "two_concatenated.fits", "zimage_trunc.fits",
  ])
func `no image is read from a file broken on purpose`(name: String) {
  let path = RealData.path("fits_zoo/derived_broken/\(name)")
  let error = #expect(throws: SkysortError.self) { _ = try FITSFile(path).image().values() }
  #expect(error?.exitCode == .badData && error?.path == path)
}
