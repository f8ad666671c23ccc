import Files
import Foundation
import TestSupport
import Testing

@testable import FITS

private func zooFiles() -> [String] {
  let root = RealData.path("fits_zoo")
  let names = FileManager.default.enumerator(atPath: root)?.allObjects as? [String] ?? []
  return names.filter { $0.contains(".fits") }.sorted().map { "\(root)/\($0)" }
}

@Test(.enabled(if: RealData.has("fits_zoo"), "needs SKYSORT_DATA/fits_zoo"))
func `every odd file is read to its end or refused with a message`() throws {
  let files = zooFiles()
  #expect(files.count > 100)
  var opened = 0
  for path in files {
    do {
      try readAll(path)
      opened += 1
    } catch let error as SkysortError {
      #expect(error.exitCode == .badData, "\(error)")
      #expect(error.description.contains(path), "\(error)")
    }
  }
  #expect(opened > 90)
}

@Test(
  .enabled(if: RealData.has("fits_zoo"), "needs SKYSORT_DATA/fits_zoo"),
  arguments: [
    ("trunc_header_1000.fits", "no END card"), ("trunc_data_half.fits", "shorter than"),
    ("naxis1_negative.fits", "NAXIS1 is negative"), ("tables_trunc_mid_ext.fits", "no END card"),
    ("zimage_trunc.fits", "shorter than"), ("gz_truncated.fits.gz", "truncated"),
    ("html_error_page.fits", "HTML"), ("two_concatenated.fits", "second FITS file"),
    ("empty.fits", "empty"),
  ])
func `a file broken on purpose is refused for its fault`(name: String, reason: String) {
  let path = RealData.path("fits_zoo/derived_broken/\(name)")
  #expect { try readAll(path) } throws: { "\($0)".contains(reason) }
}
