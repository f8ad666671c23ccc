import Engine
import Files
import Learning
import Models
import Preprocessing
import Tables
import TestSupport
import Testing

struct NewClassTests {
  /// The simulated sky with its classes called by other names.
  private static func table(_ names: [String: String]) -> Table {
    let table = SimulatedSky(rowCount: 900, seed: 4).table()
    return Table(
      columns: table.columns.map { column in
        guard column.name == "class", let texts = column.values.strings else { return column }
        return Column(info: column.info, values: .string(texts.map { names[$0] ?? $0 }))
      })
  }

  private static func retrain(
    _ base: ModelFile<AnswerHead>, _ names: [String: String], epochs: Int = 1,
    allowing: Bool = false,
    dropping: Bool = false
  ) async throws -> ClassifierOutcome {
    var options = TrainedFixture.options()
    options.configuration.training.setEpochs(epochs)
    options.start = TrainingStart(base, allowsNewClasses: allowing, dropsClasses: dropping)
    return try await TrainedFixture(options, table: table(names)).outcome
  }

  @Test(arguments: [
    ([:], false, false, ["GALAXY", "QSO", "STAR"]),
    (["QSO": "STAR"], false, false, ["GALAXY", "QSO", "STAR"]),
    (["QSO": "STAR"], false, true, ["GALAXY", "STAR"]),
    (["QSO": "DWARF"], true, false, ["DWARF", "GALAXY", "QSO", "STAR"]),
    (["QSO": "DWARF"], true, true, ["DWARF", "GALAXY", "STAR"]),
    (["QSO": "a", "STAR": "b", "GALAXY": "c"], true, false, ["a", "b", "c"]),
  ])
  func `classes are the model's, with new ones where they may be`(
    names: [String: String], allowing: Bool, dropping: Bool, classes: [String]
  ) async throws {
    let base = try await TrainedFixture().model
    let outcome = try await Self.retrain(base, names, allowing: allowing, dropping: dropping)
    #expect(outcome.model.description.head.classes == classes)
    #expect(outcome.before?.classCount == 3)
    #expect(outcome.before?.rowCount == outcome.test.rows.count)
  }

  @Test func `a class the model does not know is refused by name`() async throws {
    let base = try await TrainedFixture().model
    await #expect {
      try await Self.retrain(base, ["QSO": "DWARF"])
    } throws: { error in
      let text = "\(error)"
      return text.contains("DWARF") && text.contains("--new-classes")
        && (error as? any ExitCoded)?.exitCode == .usage
    }
  }

  @Test func `known classes keep their outputs and a new one begins at nothing`() async throws {
    let base = try await TrainedFixture().model
    var options = TrainedFixture.options()
    // So small a step leaves the weights where they began.
    options.configuration.training.stated.learningRate = 1e-9
    options.configuration.training.names.insert("learning_rate")
    options.configuration.training.setEpochs(1)
    options.start = TrainingStart(base, allowsNewClasses: true)
    let model = try await TrainedFixture(options, table: Self.table(["QSO": "DWARF"])).model
    let old = try #require(base.members[0]["output.weight"])
    let new = try #require(model.members[0]["output.weight"])
    #expect(new.shape == [16, 4])
    for row in 0..<16 {
      #expect(abs(new.values[row * 4]) < 1e-4)
      for (place, known) in [(1, 0), (2, 1), (3, 2)] {
        #expect(abs(new.values[row * 4 + place] - old.values[row * 3 + known]) < 1e-4)
      }
    }
  }

  @Test func `a new class is learned beside the known ones`() async throws {
    let base = try await TrainedFixture().model
    let outcome = try await Self.retrain(base, ["QSO": "DWARF"], epochs: 12, allowing: true)
    #expect(try #require(outcome.test.score).accuracy > 0.9)
  }
}
