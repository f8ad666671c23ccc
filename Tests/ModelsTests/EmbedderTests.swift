import Engine
import Learning
import Preprocessing
import Sky
import Tables
import TestSupport
import Testing

@testable import Models

struct EmbedderTests {
  private static func encode(_ table: Table, by embedder: Embedder) throws -> EmbeddedRows {
    let source = try embedder.source(
      for: SimulatedSky.columns, schema: table.schema, path: "made.csv")
    return try embedder.makeWorker(source).encode(table)
  }

  @Test func `a classifier of photometry gives what stands in front of its first output`()
    async throws
  {
    let fixture = try await TrainedFixture()
    let embedder = try Embedder(fixture.model, path: "made.safetensors")
    #expect(embedder.kind == "mlp")
    #expect(embedder.embeddingWidth == 16)
    #expect(!embedder.reconstructs)
    let rows = try Self.encode(fixture.table, by: embedder)
    #expect(rows.rowCount == fixture.table.rowCount)
    #expect(rows.reconstructionErrors == nil)

    // The output's product of the embedding gives the first member's logits.
    let features = fixture.model.description.features
    let source = try features.source(
      for: SimulatedSky.columns, schema: fixture.table.schema, path: "made.csv")
    let batch = features.apply(fixture.table, source: source)
    let logits = try Predictor(
      network: fixture.model.description.head.network, weights: fixture.model.members[0],
      output: .logits, precision: .float32
    ).predict(batch.matrix)
    let weight = try #require(fixture.model.members[0]["output.weight"])
    let bias = try #require(fixture.model.members[0]["output.bias"])
    let outputs = bias.values.count
    for row in [0, 17, 1400] {
      for output in 0..<outputs {
        let product = rows.embedding(row).enumerated().reduce(bias.values[output]) {
          $0 + $1.element * weight.values[$1.offset * outputs + output]
        }
        #expect(abs(product - logits[row * outputs + output]) < 1e-4)
      }
    }
  }

  @Test func `a row's embedding is the same bit for bit in any chunk`() async throws {
    let fixture = try await TrainedFixture()
    let embedder = try Embedder(fixture.model, path: "made.safetensors")
    let whole = try Self.encode(fixture.table, by: embedder)
    for range in [0..<1, 36..<1500, 700..<713] {
      let part = try Self.encode(fixture.table.rows(range), by: embedder)
      for row in range {
        #expect(
          firstDifference(part.embedding(row - range.lowerBound), whole.embedding(row)) == nil,
          "row \(row)")
      }
    }
  }

  @Test func `a row of which nothing was measured has no embedding and keeps its place`()
    async throws
  {
    let fixture = try await TrainedFixture()
    let embedder = try Embedder(fixture.model, path: "made.safetensors")
    let whole = try Self.encode(fixture.table, by: embedder)
    let bands = Set(SimulatedSky.columns.bands.map(\.column))
    let columns = fixture.table.columns.map { column in
      guard bands.contains(column.info.name) else { return column }
      return Column(
        info: column.info, values: column.values,
        validity: (0..<fixture.table.rowCount).map { $0 != 7 })
    }
    let rows = try Self.encode(
      Table(columns: columns, rowCount: fixture.table.rowCount), by: embedder)
    let missing = rows.embedding(7).count { $0.isNaN }
    #expect(missing == rows.width)
    #expect(rows.flags[7].contains(.notClassifiable))
    #expect(rows.embedding(8) == whole.embedding(8))
    #expect(rows.embeddings.count == whole.embeddings.count)
  }
}
