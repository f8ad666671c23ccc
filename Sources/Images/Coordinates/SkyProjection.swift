import CWCS
import Glibc

/// The C library's description of two axes on the sky; closed with its owner.
///
/// One thread at a time may use it, for the library keeps its working numbers inside.
@safe
struct SkyProjection: ~Copyable {
  let facts: Facts
  private let sky: OpaquePointer

  /// What the header says of the axes.
  struct Facts: Sendable {
    /// `RA`, `GLON`, ….
    let longitudeType: String
    /// `TAN`, `SIN`, ….
    let projection: String
    /// `RADESYS`, by the standard's rules where it is absent; empty for other than equatorial.
    let referenceSystem: String
    /// Years; NaN where absent.
    let equinox: Double
    /// Counted from 1.
    let referencePixel: (x: Double, y: Double)

    init(_ facts: cwcs_facts) {
      longitudeType = Self.text(facts.longitude_type)
      projection = Self.text(facts.projection)
      referenceSystem = Self.text(facts.reference_system)
      equinox = facts.equinox
      referencePixel = (facts.reference_pixel.0, facts.reference_pixel.1)
    }

    private static func text<Characters>(_ characters: Characters) -> String {
      unsafe withUnsafeBytes(of: characters) { bytes in
        unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
    }
  }

  /// Why a header gives no projection.
  enum Refusal: Error, Hashable {
    case noSky
    case otherAxes
    case wrong(String)
  }

  /// - Parameter records: Of 80 bytes each.
  init(records: [UInt8]) throws(Refusal) {
    var sky: OpaquePointer?
    var facts = cwcs_facts()
    var message = [CChar](repeating: 0, count: Int(CWCS_MESSAGE_LENGTH))
    let outcome = unsafe records.withUnsafeBytes { bytes in
      unsafe cwcs_open(
        bytes.baseAddress?.assumingMemoryBound(to: CChar.self), CInt(bytes.count / 80), &sky,
        &facts, &message)
    }
    switch outcome {
    case CInt(cwcs_fine): break
    case CInt(cwcs_no_sky): throw .noSky
    case CInt(cwcs_other_axes): throw .otherAxes
    default:
      let text = message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
      throw .wrong(String(decoding: text, as: UTF8.self))
    }
    guard let sky = unsafe sky else { throw .wrong("it cannot be understood") }
    unsafe self.sky = sky
    self.facts = Facts(facts)
  }

  deinit { unsafe cwcs_close(sky) }

  /// Angles of pixels, in pairs; NaN where a pixel is not on the sky.
  ///
  /// - Parameter pixels: Pairs, counted from 1.
  func angles(
    _ pixels: UnsafeBufferPointer<Double>, into angles: UnsafeMutableBufferPointer<Double>
  ) {
    unsafe cwcs_angles(sky, pixels.count / 2, pixels.baseAddress, angles.baseAddress)
  }

  /// Pixels of angles, in pairs, counted from 1; NaN where a direction is not in the plane.
  func pixels(
    _ angles: UnsafeBufferPointer<Double>, into pixels: UnsafeMutableBufferPointer<Double>
  ) {
    unsafe cwcs_pixels(sky, angles.count / 2, angles.baseAddress, pixels.baseAddress)
  }
}
