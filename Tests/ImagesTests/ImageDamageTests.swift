import Files
import Foundation
import TestSupport
import Testing

@testable import Images

/// Whole files of both formats, plain and in passes.
private let samples = GoldenImage.readable.filter {
  ["PNG of 8-bit RGB", "PNG with a palette, interlaced", "progressive JPEG of RGB, subsampling 2"]
    .contains($0.name)
}

@Test(arguments: GoldenImage.readable)
func `an image that ends too early is refused wherever it ends`(golden: GoldenImage) throws {
  let bytes = golden.bytes
  for end in stride(from: 8, to: bytes.count - 2, by: 7) {
    let error = #expect(throws: SkysortError.self, "ended at \(end) of \(bytes.count)") {
      _ = try RasterImageFile(bytes: Array(bytes[..<end]), path: "a").decode()
    }
    #expect(error?.exitCode == .badData)
  }
}

@Test func `no flipped byte crashes the decoders`() throws {
  #expect(samples.count == 3)
  var generator = SeededGenerator(seed: 7)
  var refused = 0
  for golden in samples {
    for _ in 0..<400 {
      var bytes = golden.bytes
      for _ in 0..<Int.random(in: 1...4, using: &generator) {
        bytes[Int.random(in: 4..<bytes.count, using: &generator)] =
          UInt8.random(in: 0...255, using: &generator)
      }
      do { _ = try RasterImageFile(bytes: bytes, path: "a").decode() } catch {
        refused += 1
      }
    }
  }
  #expect(refused > 500)
}

@Test(arguments: [
  ("SIMPLE  =                    T", "FITS file"), ("<html>no such galaxy</html>", "HTML"),
  ("version https://git-lfs.github.com/spec/v1", "git-lfs"), ("", "empty"),
])
func `what only has the name of an image is called what it is`(
  content: String, name: String
) throws {
  let folder = try TemporaryFolder()
  let path = try folder.write("a.jpg", Array(content.utf8))
  #expect { _ = try RasterImageFile(path) } throws: { error in
    "\(error)".contains(name) && (error as? SkysortError)?.path == path
  }
}

@Test func `an image of little that claims much is refused before it is decoded`() throws {
  let side = 8000
  let png = PNGEncoder.encode(
    width: side, height: side, channels: 1,
    samples: [UInt8](repeating: 0, count: side * side))
  #expect { _ = try RasterImageFile(bytes: png, path: "bomb.png") } throws: {
    "\($0)".contains("8000 × 8000")
  }
}

@Test func `a missing file and a folder are told apart from damage`() throws {
  let folder = try TemporaryFolder()
  for path in [folder.path, "\(folder.path)/none.png"] {
    let error = #expect(throws: SkysortError.self) { _ = try RasterImageFile(path) }
    #expect(error?.exitCode == .noInput)
  }
}

@Test func `equal images are encoded to equal bytes`() throws {
  let samples = (0..<(20 * 30 * 3)).map { UInt8($0 * 7 % 251) }
  let first = PNGEncoder.encode(width: 30, height: 20, channels: 3, samples: samples)
  #expect(first == PNGEncoder.encode(width: 30, height: 20, channels: 3, samples: samples))
  let image = try RasterImageFile(bytes: first, path: "a.png").decode()
  #expect(image.samples == samples.map { Float($0) })
}
