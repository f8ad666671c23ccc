import Foundation
import Images
import Tables
import TestSupport
import Testing

@testable import Explorer

/// What the page is told.
struct AnswerTests {
  private static let first = SimulatedLatentSpace.firstIdentifierText

  private static func get(
    _ explorer: RunningExplorer, _ path: String
  ) async throws -> PlainRequest.Answer {
    try await PlainRequest.own(explorer, path).send(to: explorer.port)
  }

  @Test func `the table is described before its values are asked for`() async throws {
    let explorer = try await RunningExplorer()
    let table = try await Self.get(explorer, "/api/table").json()
    #expect(table["rows"] as? Int == 60 && table["identifier"] as? String == "id")
    #expect(table["embedding"] as? Int == 8 && table["canDecode"] as? Bool == true)
    #expect(table["views"] as? [String] == ["cutout"])
    let columns = try #require(table["columns"] as? [[String: Any]])
    let kinds = Dictionary(
      uniqueKeysWithValues: columns.compactMap { column in
        (column["name"] as? String).map { ($0, column["kind"] as? String) }
      })
    #expect(kinds["id"] == "text" && kinds["class"] == "category" && kinds["cluster"] == "integer")
  }

  @Test func `numbers come as little-endian arrays, identifiers as text`() async throws {
    let explorer = try await RunningExplorer()
    let answer = try await Self.get(explorer, "/api/column?name=r&set=all")
    #expect(answer.fields["x-encoding"] == "float32" && answer.body.count == 4 * 60)
    let bits = answer.body[..<4].reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
    #expect(Float(bitPattern: bits) == explorer.server.table["r"]?.values.floats()?[0])
    #expect(try await Self.get(explorer, "/api/column?name=ra&set=all").body.count == 8 * 60)
    let keys = try await Self.get(explorer, "/api/keys?set=all")
    #expect(
      try JSONSerialization.jsonObject(with: Data(keys.body)) as? [String]
        == (0..<60).map {
          String(SimulatedLatentSpace.firstIdentifier + $0)
        })
  }

  @Test(arguments: [
    ("/api/column?name=none&set=all", 404), ("/api/column?name=r&set=set9", 410),
    ("/api/column?name=r", 400), ("/api/object?id=7", 404), ("/api/ranked?name=class", 400),
    ("/api/image?id=7", 404), ("/api/image?id=\(Self.first)&view=residual", 404),
    ("/api/image?id=\(Self.first)", 204),
    ("/api/map?x=umap_1&y=class", 404), ("/api/places?x=umap_1&y=umap_2&set=set9", 410),
    ("/api/density?x=umap_1&y=umap_2&left=0&right=1&bottom=0&top=1&filter=r%20%3C", 400),
    ("/api/decode?x=umap_1&y=umap_2&at_x=0&at_y=0", 404),
    ("/api/decode?x=pca_1&y=pca_2&at_x=0&at_y=0", 404),
    ("/api/walk?from=\(Self.first)&to=\(Self.first)&fraction=2", 400),
    ("/api/density?x=umap_1&y=class&left=0&right=1&bottom=0&top=1", 404),
    ("/api/density?x=umap_1&y=umap_2&left=1&right=0&bottom=0&top=1", 400),
    ("/api/density?x=umap_1&y=umap_2&left=nan&right=0&bottom=0&top=1", 400),
  ])
  func `a request without a response is told so`(path: String, status: Int) async throws {
    let explorer = try await RunningExplorer(rowCount: 12)
    #expect(try await Self.get(explorer, path).status == status)
  }

  @Test(arguments: [
    "{}", "[]", "no JSON", #"{"sources": "7", "label": "a"}"#, #"{"sources": ["7"], "label": "a"}"#,
  ])
  func `a change that makes no sense is refused`(body: String) async throws {
    let explorer = try await RunningExplorer(rowCount: 6)
    let answer = try await PlainRequest.own(explorer, "/api/labels", posting: body)
      .send(to: explorer.port)
    #expect([400, 404].contains(answer.status))
    #expect(try explorer.server.labels.labels().isEmpty)
  }

  @Test func `images are shrunk to the side asked for`() async throws {
    let explorer = try await RunningExplorer(rowCount: 12)
    let second = String(SimulatedLatentSpace.firstIdentifier + 1)
    let answer = try await Self.get(explorer, "/api/image?id=\(second)&side=20")
    #expect(answer.fields["content-type"] == "image/png")
    let image = try RasterImageFile(bytes: answer.body, path: "answer").decode()
    #expect(image.width == 20 && image.height == 20)
    #expect(image.samples.allSatisfy { $0 == 51 })
  }

  @Test func `a walk begins and ends at its sources`() async throws {
    let explorer = try await RunningExplorer(rowCount: 12)
    let second = String(SimulatedLatentSpace.firstIdentifier + 1)
    func grey(_ fraction: String) async throws -> Float {
      let path = "/api/walk?from=\(Self.first)&to=\(second)&fraction=\(fraction)"
      return try await RasterImageFile(bytes: Self.get(explorer, path).body, path: path).decode()
        .samples[0]
    }
    let rows = try #require(explorer.server.table.embedding)
    #expect(abs(try await grey("0") - (128 + 10 * rows[0, 0])) <= 1)
    #expect(abs(try await grey("1") - (128 + 10 * rows[1, 0])) <= 1)
    #expect(abs(try await grey("0.5") - (128 + 5 * (rows[0, 0] + rows[1, 0]))) <= 1)
  }

  @Test func `only the planes of the latent space are decoded`() async throws {
    let explorer = try await RunningExplorer(rowCount: 12)
    let own = "x=embedding%5B0%5D&y=embedding%5B1%5D"
    let answer = try await Self.get(explorer, "/api/decode?\(own)&at_x=5&at_y=0&side=16")
    let grey = try RasterImageFile(bytes: answer.body, path: "answer").decode().samples[0]
    #expect(abs(grey - 178) <= 1)
    for (axes, canDecode) in [(own, true), ("x=umap_1&y=umap_2", false), ("x=ra&y=dec", false)] {
      let map = try await Self.get(explorer, "/api/map?\(axes)").json()
      #expect(map["canDecode"] as? Bool == canDecode)
    }
  }

  @Test(
    arguments: [
      (8, "ab", true), (8, "other", false), (9, "ab", false), (8, nil, true), (nil, nil, true),
    ] as [(Int?, String?, Bool)])
  func `a model decodes the embeddings it made`(
    width: Int?, digest: String?, isDecoded: Bool
  ) throws {
    let made = SimulatedLatentSpace(rowCount: 6).table()
    let reader = MemoryTableReader(made, metadata: [HeaderEntry("SKYMSHA", .text("ab"))])
    let table = try LatentTable(
      reader, parts: PhotometryColumns(survey: "made", identifier: "id", bands: []))
    let folder = try TemporaryFolder()
    let server = ExplorerServer(
      table: table, labels: try LabelStore(folder.file("l.sqlite"), identifier: "id"),
      decoder: MadeDecoder(latentWidth: width, modelDigest: digest))
    let description = TableDescription(server)
    #expect(description.canDecode == isDecoded)
    #expect(description.warnings.contains { $0.contains("--model") } != isDecoded)
  }

  @Test func `a filter that cannot be read is answered with what is wrong`() async throws {
    let explorer = try await RunningExplorer(rowCount: 6)
    let answer = try await Self.get(explorer, "/api/matches?filter=r%20%3C&set=all")
    let problem = try answer.json()["problem"] as? String
    #expect(problem?.hasPrefix("character 4: expected a column or a value") == true)
  }

  @Test func `a filter reaches the map, the points in view and what a line encloses`() async throws
  {
    let explorer = try await RunningExplorer()
    let filter = "filter=class%20%3D%20qso"
    let answer = try await Self.get(explorer, "/api/matches?\(filter)&set=all")
    #expect(answer.fields["x-encoding"] == "20")
    #expect(answer.body == (0..<60).map { $0 % 3 == 1 ? 1 : 0 })
    let box = "x=umap_1&y=umap_2&left=-100&right=100&bottom=-100&top=100&\(filter)"
    #expect(try await Self.get(explorer, "/api/view?\(box)").json()["count"] as? Int == 20)
    let cells = try await Self.get(explorer, "/api/density?columns=1&rows=1&\(box)").body
    #expect(cells.prefix(4) == [20, 0, 0, 0])
    let body =
      #"{"x": "umap_1", "y": "umap_2", "filter": "class = qso", "#
      + #""polygon": [[-99,-99],[99,-99],[99,99],[-99,99]]}"#
    let found = try await PlainRequest.own(explorer, "/api/select", posting: body)
      .send(to: explorer.port).json()
    #expect(found["count"] as? Int == 20)
  }

  @Test func `the outliers come first, and nobody is their own neighbour`() async throws {
    let explorer = try await RunningExplorer()
    let ranked = try await JSONSerialization.jsonObject(
      with: Data(Self.get(explorer, "/api/ranked?name=outlier_score&count=3").body))
    let last = (57..<60).reversed().map { String(SimulatedLatentSpace.firstIdentifier + $0) }
    #expect((ranked as? [[String: Any]])?.map { $0["id"] as? String } == last)
    let near = try await JSONSerialization.jsonObject(
      with: Data(Self.get(explorer, "/api/neighbours?id=\(Self.first)&count=5").body))
    let found = try #require(near as? [[String: Any]])
    #expect(found.count == 5 && !found.contains { $0["id"] as? String == Self.first })
  }

  @Test func `a line drawn on the map makes a set of what is inside`() async throws {
    let explorer = try await RunningExplorer()
    let body = #"{"x": "umap_1", "y": "umap_2", "polygon": [[-20,-4],[0,-4],[0,4],[-20,4]]}"#
    let answer = try await PlainRequest.own(explorer, "/api/select", posting: body)
      .send(to: explorer.port).json()
    let set = try #require(answer["set"] as? String)
    let keys = try await JSONSerialization.jsonObject(
      with: Data(Self.get(explorer, "/api/keys?set=\(set)").body))
    let first = stride(from: Int64(0), to: 60, by: 3).map {
      String(SimulatedLatentSpace.firstIdentifier + $0)
    }
    #expect(keys as? [String] == first)
    #expect(answer["placed"] as? Int == 59)
  }
}
