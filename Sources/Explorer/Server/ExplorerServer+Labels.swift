import Files
import Tables

extension ExplorerServer {
  /// What people call the sources.
  var labelRoutes: [String: Route] {
    [
      "GET /api/labels": { _ in try Response.json(try LabelDescription(self)) },
      "POST /api/labels": { request in try assign(request) },
      "POST /api/labels/undo": { _ in
        _ = try labels.undo()
        return try Response.json(try LabelDescription(self))
      },
      "POST /api/labels/redo": { _ in
        _ = try labels.redo()
        return try Response.json(try LabelDescription(self))
      },
      "GET /export/labels.csv": { _ in
        Response.file(
          try LabelExport(table, labels).bytes(.csv), type: "text/csv; charset=utf-8",
          downloadedAs: "labels.csv")
      },
      "GET /export/labels.fits": { _ in
        Response.file(
          try LabelExport(table, labels).bytes(.fits), type: "application/fits",
          downloadedAs: "labels.fits")
      },
      "POST /export/selection.csv": { request in
        Response.file(try exported(request, .csv), type: "text/csv; charset=utf-8")
      },
      "POST /export/selection.fits": { request in
        Response.file(try exported(request, .fits), type: "application/fits")
      },
    ]
  }

  private struct Chosen: Decodable {
    let sources: [String]
  }

  private func exported(_ request: Request, _ format: TableFormat) throws -> [UInt8] {
    try selection(of: try request.decoded(as: Chosen.self).sources).file(format)
  }

  private struct Assignment: Decodable {
    let sources: [String]
    /// `nil` takes labels away.
    let label: String?
    let conflict: LabelStore.Conflict?
  }

  private func assign(_ request: Request) throws -> Response {
    let assignment = try request.decoded(as: Assignment.self)
    if let stranger = assignment.sources.first(where: { table.keys.row(of: $0) == nil }) {
      throw RequestError(.notFound, "There is no source '\(stranger)'.")
    }
    let outcome = try labels.assign(
      assignment.label, to: assignment.sources, conflict: assignment.conflict ?? .ask)
    return try Response.json(try LabelDescription(self, outcome))
  }
}

/// All labels, and what undoing and redoing would do.
struct LabelDescription: Encodable {
  /// By source.
  let labels: [String: String]
  /// Labelled sources that are not in this table.
  let elsewhere: Int
  /// The label the last change gave; empty where it took labels away.
  let undo: String?
  let redo: String?
  /// Sources whose label the request changed.
  let changed: Int
  /// By source, another label it had; where the request said to ask, nothing was changed then.
  let conflicts: [String: String]

  init(
    _ server: ExplorerServer, _ outcome: LabelStore.Outcome = .init(changed: 0, conflicts: [:])
  ) throws(SkysortError) {
    var labels: [String: String] = [:]
    var elsewhere = 0
    for (source, label) in try server.labels.labels() {
      if server.table.keys.row(of: source) == nil { elsewhere += 1 } else { labels[source] = label }
    }
    self.labels = labels
    self.elsewhere = elsewhere
    (undo, redo) = try server.labels.history()
    (changed, conflicts) = (outcome.changed, outcome.conflicts)
  }
}
