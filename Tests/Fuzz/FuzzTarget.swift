import Foundation
import Glibc

@testable import Explorer
@testable import FITS
@testable import Files
@testable import Images
@testable import Learning
@testable import Settings
@testable import Tables

/// A reader that libFuzzer gives any bytes to; `SKYSORT_FUZZ_TARGET` names one.
///
/// Errors are what is asked for. Traps, hangs, and memory without bounds are findings.
enum FuzzTarget: String, CaseIterable {
  case fits, csv, ecsv, xml, yaml, json, descriptor, condition, safetensors, http, raster

  static let chosen: Self = {
    let name = ProcessInfo.processInfo.environment["SKYSORT_FUZZ_TARGET"] ?? ""
    guard let target = Self(rawValue: name) else {
      fatalError("SKYSORT_FUZZ_TARGET names none of \(allCases.map(\.rawValue))")
    }
    return target
  }()

  func read(_ bytes: [UInt8]) throws {
    switch self {
    case .fits: try Self.readFITS(bytes)
    case .csv, .ecsv: _ = try TableFile.read(ScratchInput.shared.path(holding: bytes))
    case .xml: try Self.readXML(bytes)
    case .yaml: _ = try YAMLReader.read(String(decoding: bytes, as: UTF8.self))
    case .json: _ = try JSONReader.read(bytes[...])
    case .descriptor:
      _ = try SurveyDescriptor(yaml: String(decoding: bytes, as: UTF8.self), path: "fuzz.yaml")
    case .condition: _ = try RowCondition(String(decoding: bytes, as: UTF8.self))
    case .safetensors: _ = try SafetensorsFile(bytes: bytes, path: "fuzz.safetensors")
    case .http: try Self.readRequests(bytes)
    case .raster: _ = try RasterImageFile(bytes: bytes, path: "fuzz.png", limit: .small).decode()
    }
  }

  /// Headers, then every table and every image that is not tile-compressed: those are decoded in
  /// a process of their own.
  private static func readFITS(_ bytes: [UInt8]) throws {
    let path = ScratchInput.shared.path(holding: bytes)
    let file = try FITSFile(path, limit: .small)
    for (index, unit) in file.units.enumerated() {
      for card in unit.header.cards { _ = unit.header[card.keyword]?.integer }
      switch unit.kind {
      case .image where unit.holdsImage:
        let image = try file.image(.hdu(index), decoder: nil)
        if image.width < 1 << 16, image.height < 1 << 8 { _ = try image.pixels(Float.self) }
      default: continue
      }
    }
    _ = try? TableFile.read(path)
  }

  private static func readXML(_ bytes: [UInt8]) throws {
    _ = try? XMLRPCReader.answer(bytes)
    var reader = try XMLReader(bytes, maximumSize: 1 << 20, maximumDepth: 50)
    while try reader.next() != nil {}
  }

  /// In two pieces, as a connection may bring them; the first byte says where they part.
  private static func readRequests(_ bytes: [UInt8]) throws {
    guard let first = bytes.first else { return }
    let part = min(bytes.count, Int(first))
    var received = ReceivedBytes()
    for piece in [bytes[..<part].dropFirst(), bytes[part...]] {
      received.append(Array(piece))
      while !received.isEmpty, let head = try received.head(limit: 8192) {
        let body = received.take(min(received.count, head.bodyLength))
        let request = Request(head, body: Data(body))
        _ = try? request.parameter("set")
        _ = head.fields.words("connection")
      }
    }
  }
}

extension InflationLimit {
  /// So that libFuzzer's limit of memory tells bombs.
  fileprivate static let small = InflationLimit(
    maximumSize: 1 << 24, maximumRatio: 100, ratioFreeSize: 1 << 20)
}

/// A file for readers that want a path, which must lead to it; it holds one input after the other.
final class ScratchInput: Sendable {
  static let shared = ScratchInput()
  private static let path = "/dev/shm/skysort-fuzz-\(getpid())"
  private let descriptor: Int32

  private init() {
    descriptor = open(Self.path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    precondition(descriptor >= 0, "cannot make \(Self.path)")
    atexit { unlink(ScratchInput.path) }
  }

  func path(holding bytes: [UInt8]) -> String {
    precondition(ftruncate(descriptor, 0) == 0)
    precondition(pwrite(descriptor, bytes, bytes.count, 0) == bytes.count)
    return Self.path
  }
}
