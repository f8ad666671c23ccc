import Foundation
import TestSupport

/// FITS files of images made by hand, pixel by pixel.
struct MadeImage {
  var width = 64
  var height = 64
  var name: String?
  var cards: [String] = []
  /// Row by row from the lowest.
  var values: (_ x: Int, _ y: Int) -> Float = { _, _ in 0 }

  /// Four round sources on a sky of 10 with noise of 1, brightest in the lower left corner.
  static let sky: @Sendable (Int, Int) -> Float = { x, y in
    let sources = [(16, 16, 400), (48, 16, 300), (16, 48, 200), (48, 48, 150)]
    let light = sources.reduce(0.0) { sum, source in
      let (dx, dy) = (Double(x - source.0), Double(y - source.1))
      return sum + Double(source.2) * exp(-(dx * dx + dy * dy) / 8)
    }
    return Float(10 + light + noise(x, y))
  }

  /// Near a normal distribution, the same for each pixel every time.
  static func noise(_ x: Int, _ y: Int) -> Double {
    var state = UInt64(x * 7919 + y * 104_729 + 1)
    let sum = (0..<12).reduce(0.0) { sum, _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return sum + Double(state >> 33) / Double(1 << 31)
    }
    return sum - 6
  }

  /// Coordinates about a right ascension, in degrees, pixels of 0.36″.
  static func coordinates(_ right: Double = 150) -> [String] {
    [
      "CTYPE1  = 'RA---TAN'", "CTYPE2  = 'DEC--TAN'", "CRVAL1  = \(right)", "CRVAL2  = 2.0",
      "CRPIX1  = 32.5", "CRPIX2  = 32.5", "CD1_1   = -0.0001", "CD2_2   = 0.0001",
      "CD1_2   = 0.0", "CD2_1   = 0.0",
    ]
  }

  /// The first image is the primary unit's where it has no name, else behind an empty one.
  static func file(_ images: [MadeImage], primary: [String] = []) -> Data {
    let isPrimary = images.first?.name == nil
    var bytes = isPrimary ? [] : header(["SIMPLE  = T", "BITPIX  = 8", "NAXIS   = 0"] + primary)
    for (index, image) in images.enumerated() {
      bytes += image.unit(isPrimary: isPrimary && index == 0)
    }
    return Data(bytes)
  }

  private func unit(isPrimary: Bool) -> [UInt8] {
    let first = isPrimary ? ["SIMPLE  = T"] : ["XTENSION= 'IMAGE   '"]
    let axes = ["BITPIX  = -32", "NAXIS   = 2", "NAXIS1  = \(width)", "NAXIS2  = \(height)"]
    let ends = isPrimary ? [] : ["PCOUNT  = 0", "GCOUNT  = 1"]
    let extname = name.map { ["EXTNAME = '\($0)'"] } ?? []
    let data = (0..<height).flatMap { y in
      (0..<width).flatMap { x in
        let bits = values(x, y).bitPattern
        return [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: bits >> UInt32($0)) }
      }
    }
    return Self.header(first + axes + ends + extname + cards) + Self.padded(data, with: 0)
  }

  private static func header(_ cards: [String]) -> [UInt8] {
    let records = (cards + ["END"]).flatMap { card in
      Array(card.utf8) + [UInt8](repeating: 0x20, count: 80 - card.utf8.count)
    }
    return padded(records, with: 0x20)
  }

  private static func padded(_ bytes: [UInt8], with filler: UInt8) -> [UInt8] {
    bytes + [UInt8](repeating: filler, count: (2880 - bytes.count % 2880) % 2880)
  }
}
