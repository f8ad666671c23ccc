import Files
import Learning
import Models
import Preprocessing
import Tables
import TestSupport
import Testing

struct TrainingRowsTests {
  @Test func `every row that was learned from is known again, and few others are`() async throws {
    let fixture = try await TrainedFixture()
    let known = try #require(fixture.model.trainingRows)
    #expect(known.rowCount == fixture.outcome.report.trainRows)
    let rows = try fixture.classify(fixture.table)
    let others = fixture.table.rowCount - known.rowCount
    #expect(rows.knownRows >= known.rowCount)
    #expect(rows.knownRows <= known.rowCount + others / 25)
    let strangers = try fixture.classify(SimulatedSky(rowCount: 3000, seed: 9).table())
    #expect(Double(strangers.knownRows) < 3000 * 0.03)
    #expect(known.chance > 0.002 && known.chance < 0.03)
  }

  @Test func `a file of ten bits for each row`() async throws {
    let model = try await TrainedFixture().model
    let file = try SafetensorsFile(bytes: model.bytes, path: "m")
    let bits = try #require(file.metadata["training_rows.0"])
    let rows = try #require(model.trainingRows?.rowCount)
    #expect(bits.utf8.count * 6 < rows * 11)
  }

  @Test func `an older file knows no rows`() async throws {
    var file = try SafetensorsFile(bytes: try await TrainedFixture().model.bytes, path: "m")
    file.metadata["training_rows"] = nil
    file.metadata["training_rows.0"] = nil
    let model = try ModelFile<AnswerHead>(bytes: file.bytes, path: "old")
    #expect(model.trainingRows == nil)
    #expect(try Classifier(model, path: "old").trainingRows == nil)
  }

  @Test(arguments: [
    ("training_rows", "[]"), ("training_rows", "{}"),
    ("training_rows", "[{\"rows\":-1,\"hashes\":7,\"chance\":0}]"),
    ("training_rows", "[{\"rows\":1,\"hashes\":0,\"chance\":0}]"),
    ("training_rows", "[{\"rows\":1,\"hashes\":7,\"chance\":2}]"),
    ("training_rows.0", ""), ("training_rows.0", "no base64!"),
  ])
  func `rows that are none are refused`(name: String, text: String) async throws {
    var file = try SafetensorsFile(bytes: try await TrainedFixture().model.bytes, path: "m")
    file.metadata[name] = text
    let error = #expect(throws: SkysortError.self) {
      try ModelFile<AnswerHead>(bytes: file.bytes, path: "bent.safetensors")
    }
    #expect(error?.description.contains("training_rows") == true)
  }

  @Test func `strangers that look alike are accounted for`() async throws {
    // Magnitudes of whole numbers: many rows show the same as others.
    var table = SimulatedSky(rowCount: 1500).table()
    for name in SimulatedSky.bandNames {
      let values = (table[name]?.floats() ?? []).map { ($0 / 2).rounded() * 2 }
      table = table.replacing(
        Column(info: ColumnInfo(name: name, type: .float), values: .float(values)))
    }
    var options = TrainedFixture.options()
    // Equal photometry is no sign of one source where every other row has it.
    options.split.strategy = .column("part")
    let parts = (0..<1500).map { $0 % 5 == 0 ? "test" : $0 % 5 == 1 ? "validation" : "train" }
    table = Table(
      columns: table.columns + [
        Column(info: ColumnInfo(name: "part", type: .string), values: .string(parts))
      ])
    let fixture = try await TrainedFixture(options, table: table)
    #expect(try #require(fixture.model.trainingRows).chance > 0.3)
  }

  @Test func `a model that went on from another knows the rows of both`() async throws {
    let base = try await TrainedFixture()
    var options = TrainedFixture.options(seed: 3)
    options.start = TrainingStart(base.model)
    let next = try await TrainedFixture(
      options, table: SimulatedSky(rowCount: 900, seed: 4).table())
    let known = try #require(next.model.trainingRows)
    #expect(known.rowCount > (try #require(base.model.trainingRows)).rowCount)
    #expect(try next.classify(base.table).knownRows >= base.outcome.report.trainRows)
  }
}
