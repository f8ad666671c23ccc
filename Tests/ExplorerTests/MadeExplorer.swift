import Foundation
import Images
import Tables
import TestSupport

@testable import Explorer

extension LatentTable {
  /// A table in memory as if it came from a file.
  init(_ table: Table, identifier: String? = "id") throws {
    let parts = PhotometryColumns(
      survey: "made", identifier: identifier, rightAscension: "ra", declination: "dec", bands: [],
      classColumn: "class")
    try self.init(MemoryTableReader(table), parts: parts)
  }
}

/// A grey square for every row but the first, as bright as the row's number.
struct MadeImages: ExplorerImages {
  func image(ofRow row: Int) -> Image? {
    guard row > 0 else { return nil }
    return Image(
      height: 40, width: 40, channels: 1, largestSample: 255,
      samples: [Float](repeating: Float(row % 200 + 50), count: 1600))
  }
}

/// The code's first number as a grey.
struct MadeDecoder: LatentDecoder {
  var latentWidth: Int?
  var modelDigest: String?

  func image(of latent: [Float]) -> Image {
    Image(
      height: 8, width: 8, channels: 1, largestSample: 255,
      samples: [Float](repeating: max(0, min(255, 128 + 10 * latent[0])), count: 64))
  }
}

/// An explorer over a simulated table that serves while the test runs.
final class RunningExplorer: Sendable {
  let port: Int
  let token: String
  let server: ExplorerServer
  private let task: Task<Void, any Error>
  private let folder: TemporaryFolder

  init(rowCount: Int = 60) async throws {
    folder = try TemporaryFolder()
    let table = try LatentTable(SimulatedLatentSpace(rowCount: rowCount).table())
    let labels = try LabelStore(folder.file("labels.sqlite"), identifier: "id")
    let server = ExplorerServer(
      table: table, labels: labels, images: MadeImages(), decoder: MadeDecoder())
    self.server = server
    let (addresses, continuation) = AsyncStream<String>.makeStream()
    var generator = SystemRandomNumberGenerator()
    let access = AccessToken(using: &generator)
    task = Task { try await server.run(token: access) { continuation.yield($0) } }
    var iterator = addresses.makeAsyncIterator()
    let address = await iterator.next() ?? ""
    port = URL(string: address)?.port ?? 0
    token = address.split(separator: "=").last.map(String.init) ?? ""
  }

  deinit { task.cancel() }

  var host: String { "127.0.0.1:\(port)" }
  var cookie: String { "skysort-explorer-\(port)=\(token)" }
}
