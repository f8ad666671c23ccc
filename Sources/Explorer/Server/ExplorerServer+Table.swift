import Sky

extension ExplorerServer {
  /// Columns, rows and what is known of single sources.
  var tableRoutes: [String: Route] {
    [
      "GET /api/table": { _ in try Response.json(TableDescription(self)) },
      "GET /api/keys": { request in
        try Response.json(try rows(request).map { table.keys[Int($0)] })
      },
      "GET /api/column": { request in
        try Self.response(try column(request), rows: try rows(request))
      },
      "GET /api/object": { request in try Response.json(ObjectDescription(table, try row(request)))
      },
      "GET /api/ranked": { request in try Response.json(try ranked(request)) },
      "GET /api/neighbours": { request in try Response.json(try nearest(request)) },
    ]
  }

  /// The rows of the set a request names.
  func rows(_ request: Request) throws(RequestError) -> [Int32] {
    guard let rows = sets[try request.parameter("set")] else {
      throw RequestError(.gone, "The set is not known any more.")
    }
    return rows
  }

  /// The column a request names.
  func column(_ request: Request) throws(RequestError) -> InMemoryColumn {
    let name = try request.parameter("name")
    guard let column = table[name] else {
      throw RequestError(.notFound, "There is no column '\(name)'.")
    }
    return column
  }

  /// The row of the source a request names.
  func row(_ request: Request, _ name: String = "id") throws(RequestError) -> Int {
    let key = try request.parameter(name)
    guard let row = table.keys.row(of: key) else {
      throw RequestError(.notFound, "There is no source '\(key)'.")
    }
    return row
  }

  /// Numbers as an array of bytes, texts as JSON.
  private static func response(_ column: InMemoryColumn, rows: [Int32]) throws -> Response {
    switch column.values {
    case .float(let values):
      return Response.numbers(rows.map { values[Int($0)] }, encoding: "float32")
    case .element(let vectors, let place):
      return Response.numbers(rows.map { vectors[Int($0), place] }, encoding: "float32")
    case .double(let values):
      return Response.numbers(rows.map { values[Int($0)] }, encoding: "float64")
    case .integer(let values):
      return Response.numbers(rows.map { values[Int($0)] }, encoding: "int32")
    case .category(let coded):
      return Response.numbers(rows.map { coded.codes[Int($0)] }, encoding: "int32")
    case .long, .text:
      return try Response.json(rows.map { column.values.text(Int($0)) })
    }
  }

  private struct Ranked: Encodable {
    let id: String
    let value: Double
    let position: SkyPosition?
  }

  /// Sources by a column of numbers, the largest first; the earlier row of equals.
  private func ranked(_ request: Request) throws(RequestError) -> [Ranked] {
    let column = try column(request)
    let count = request.count("count", in: 1...1000, usual: 100)
    guard let values = column.values.floats() else {
      throw RequestError("'\(column.name)' holds no numbers.")
    }
    let order = values.indices.filter { !values[$0].isNaN }
      .sorted { (values[$1], $0) < (values[$0], $1) }
    return order.prefix(count).map {
      Ranked(
        id: table.keys[$0], value: column.values.number($0) ?? .nan, position: table.position($0))
    }
  }

  private struct Neighbour: Encodable {
    let id: String
    let distance: Float
    let position: SkyPosition?
  }

  /// What lies next to a source, without itself.
  private func nearest(_ request: Request) throws(RequestError) -> [Neighbour] {
    let row = try row(request)
    guard let neighbours, let embedding = table.embedding else {
      throw RequestError(.notFound, "The table has no embedding.")
    }
    guard embedding.isWhole(row) else { return [] }
    let count = request.count("count", in: 1...500, usual: 24)
    return neighbours.neighbours(of: embedding.vector(row), count: count + 1)
      .filter { $0.row != row }.prefix(count)
      .map {
        Neighbour(
          id: table.keys[$0.row], distance: $0.distance, position: table.position($0.row))
      }
  }
}

/// All that the table says of a source.
struct ObjectDescription: Encodable {
  struct Value: Encodable {
    let name: String
    let text: String?
  }

  let id: String
  /// On the sky, where the table says it.
  let position: SkyPosition?
  /// In the table's order; vectors are left out.
  let values: [Value]
  let hasEmbedding: Bool

  init(_ table: LatentTable, _ row: Int) {
    id = table.keys[row]
    position = table.position(row)
    values = table.columns.compactMap { column in
      if case .element = column.values { return nil }
      return Value(name: column.name, text: column.values.text(row))
    }
    hasEmbedding = table.embedding?.isWhole(row) ?? false
  }
}
