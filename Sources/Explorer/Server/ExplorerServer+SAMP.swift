import FoundationEssentials
import Synchronization
import Tables

extension ExplorerServer {
  /// What other programs on this machine are sent, where a hub runs.
  var hubRoutes: [String: Route] {
    [
      "GET /api/samp": { _ in try Response.json(await clients()) },
      "POST /api/samp/table": { request in try await sendTable(request) },
      "POST /api/samp/point": { request in try await sendPoint(request) },
    ]
  }

  /// None where no hub runs, or one that is gone without having said so.
  private func clients() async -> [SAMPHub.Client] {
    guard let hub = SAMPHub() else { return [] }
    return (try? await hub.clients()) ?? []
  }

  private struct Parcel: Decodable {
    let client: String
    let sources: [String]
  }

  private struct Receipt: Encodable {
    let sent: Int
  }

  private func sendTable(_ request: Request) async throws -> Response {
    let parcel = try request.decoded(as: Parcel.self)
    let path = try parcels.write(try selection(of: parcel.sources))
    try await asking { hub in
      try await hub.load(
        path, name: "\(parcel.sources.count) sources of \(table.path)", client: parcel.client)
    }
    return try Response.json(Receipt(sent: parcel.sources.count))
  }

  private func sendPoint(_ request: Request) async throws -> Response {
    let parcel = try request.decoded(as: Parcel.self)
    guard let key = parcel.sources.first, let row = table.keys.row(of: key),
      let longitude = table.parts.rightAscension.flatMap({ table[$0]?.values.number(row) }),
      let latitude = table.parts.declination.flatMap({ table[$0]?.values.number(row) }),
      longitude.isFinite, latitude.isFinite
    else { throw RequestError(.notFound, "The source has no position.") }
    try await asking { hub in
      try await hub.point(
        rightAscension: longitude, declination: latitude, client: parcel.client)
    }
    return try Response.json(Receipt(sent: 1))
  }

  private func asking(_ work: (SAMPHub) async throws -> Void) async throws {
    guard let hub = SAMPHub() else { throw RequestError(.notFound, "No SAMP hub runs.") }
    do {
      try await work(hub)
    } catch let error as HubConnection.Failure {
      throw RequestError(.badGateway, error.problem)
    }
  }
}

/// Files for other programs, which read them when they like: they stay until the explorer ends.
final class Parcels: Sendable {
  private let state = Mutex<(folder: ScratchFolderHandle?, count: Int)>((nil, 0))

  /// - Returns: The file's path from the root.
  func write(_ table: Table) throws -> String {
    let path = try state.withLock { state in
      if state.folder == nil { state.folder = try ScratchFolderHandle() }
      state.count += 1
      return state.folder?.file("selection-\(state.count).fits") ?? ""
    }
    try TableFile.write(table, to: path)
    return path
  }

  /// Removes all files.
  func clear() { state.withLock { $0.folder = nil } }
}

/// A ``ScratchFolder`` with several holders.
final class ScratchFolderHandle: Sendable {
  private let folder: ScratchFolder

  init() throws { folder = try ScratchFolder() }

  func file(_ name: String) -> String { folder.file(name) }
}
