import Foundation
import Sky
import Testing

@testable import Images

/// Where astropy puts directions of a frame; see Goldens/make_frames.py.
private struct GoldenFrame: Decodable, CustomTestStringConvertible {
  let frame: String
  let equinox: Double
  /// Two angles, the ICRS' where they are the frame's, the frame's where they are the ICRS'.
  let points: [[Double]]

  var testDescription: String { "\(frame) \(equinox)" }

  static func all() throws -> [GoldenFrame] {
    let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appending(path: "Goldens/frames.json")
    return try JSONDecoder().decode([GoldenFrame].self, from: Data(contentsOf: path))
  }

  func conversion() throws -> FrameConversion {
    let frames: [String: CelestialFrame] = [
      "fk5": .fk5(equinox: equinox), "fk4": .fk4(equinox: equinox),
      "fk4WithoutETerms": .fk4WithoutETerms(equinox: equinox), "galactic": .galactic,
      "ecliptic": .ecliptic,
    ]
    return FrameConversion(try #require(frames[frame]))
  }
}

extension FrameConversion {
  fileprivate func toICRS(_ angles: ArraySlice<Double>) -> [Double] {
    var angles = Array(angles)
    unsafe angles.withUnsafeMutableBufferPointer { unsafe convertToICRS($0) }
    return angles
  }

  fileprivate func fromICRS(_ angles: ArraySlice<Double>) -> [Double] {
    var angles = Array(angles)
    unsafe angles.withUnsafeMutableBufferPointer { unsafe convertFromICRS($0) }
    return angles
  }
}

/// Degrees.
private func separation(_ first: some Collection<Double>, _ second: [Double]) throws -> Double {
  let first = Array(first)
  let one = try #require(SkyPosition(rightAscension: first[0], declination: first[1]))
  let other = try #require(SkyPosition(rightAscension: second[0], declination: second[1]))
  return one.separation(from: other)
}

@Test(arguments: try GoldenFrame.all())
private func `frames are astropy's`(golden: GoldenFrame) throws {
  let conversion = try golden.conversion()
  for point in golden.points {
    #expect(try separation(point[2..<4], conversion.toICRS(point[..<2])) < 1e-8, "\(point)")
    #expect(try separation(point[4..<6], conversion.fromICRS(point[..<2])) < 1e-8, "\(point)")
  }
}

@Test(arguments: try GoldenFrame.all())
private func `the way to the ICRS and back leads to the start`(golden: GoldenFrame) throws {
  let conversion = try golden.conversion()
  // Murray's matrix is a rotation at its own date alone, and transposed for the way back.
  let tolerance = golden.frame.hasPrefix("fk4") && golden.equinox != 1950 ? 1e-8 : 1e-12
  for point in golden.points {
    let there = conversion.toICRS(point[..<2])
    #expect(try separation(point[..<2], conversion.fromICRS(there[...])) < tolerance, "\(point)")
  }
}
