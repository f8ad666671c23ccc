import Files
import Glibc
import Learning
import Models
import Preprocessing
import Sky
import Synchronization
import Tables
import TestSupport
import Testing

struct TrainingTests {
  @Test func `classes that differ in colour are learned`() async throws {
    let fixture = try await TrainedFixture()
    let score = try #require(fixture.outcome.test.score)
    #expect(score.accuracy > 0.93)
    #expect(score.logLoss < 0.25)
    #expect(score.outsideFraction < 0.05)
    #expect(fixture.model.description.head.classes == ["GALAXY", "QSO", "STAR"])
    let report = fixture.outcome.report
    #expect(report.histories.count == 2)
    #expect(report.trainRows + score.rows + (report.validation?.rows ?? 0) == 1500)
    #expect(report.split.duplicates.sourcesInSeveralParts == 0)
    #expect(!report.split.leaks.contains { $0.reason == .declared })
  }

  @Test func `a logistic model learns too`() async throws {
    var options = TrainedFixture.options()
    options.configuration = ClassifierConfiguration(.logistic)
    options.configuration.training.setEpochs(10)
    let fixture = try await TrainedFixture(options)
    #expect(fixture.model.description.head.network.layers.isEmpty)
    #expect(try #require(fixture.outcome.test.score).accuracy > 0.9)
  }

  @Test func `equal trainings give the same file bit for bit on any number of threads`()
    async throws
  {
    let alone = try await TrainedFixture(TrainedFixture.options(threads: 1))
    for threads in [2, 4] {
      let together = try await TrainedFixture(TrainedFixture.options(threads: threads))
      #expect(firstDifference(together.model.bytes, alone.model.bytes) == nil)
    }
    let other = try await TrainedFixture(TrainedFixture.options(seed: 1))
    #expect(alone.model.bytes != other.model.bytes)
  }

  @Test(arguments: [1, 20, 33])
  func `a stopped training resumed ends in the same bytes`(steps: Int) async throws {
    let folder = try TemporaryFolder()
    let path = folder.file("checkpoint")
    var options = TrainedFixture.options(threads: 2)
    let unbroken = try await TrainedFixture(options)
    options.checkpointPath = path
    options.resumes = true
    let trainer = ModelTrainer(options)
    let count = Mutex(0)
    let error = await #expect(throws: SkysortError.self) {
      _ = try await trainer.train(
        SimulatedSky(rowCount: 1500).table(), columns: SimulatedSky.columns, path: "made.csv"
      ) { _ in
        count.withLock {
          $0 += 1
          return $0 > steps ? .stop : .proceed
        }
      }
    }
    #expect(error?.exitCode == .interrupted)
    let resumed = try await TrainedFixture(options)
    trainer.removeCheckpoints()
    #expect(firstDifference(resumed.model.bytes, unbroken.model.bytes) == nil)
    #expect(unsafe access("\(path).member1", F_OK) != 0)
  }

  @Test func `an input that decides the class is reported`() async throws {
    var options = TrainedFixture.options()
    options.features.extras = [ExtraFeature("redshift")]
    options.features.allowsLeaks = true
    let fixture = try await TrainedFixture(options)
    let leaks = fixture.outcome.report.split.leaks
    #expect(leaks.contains { $0.feature == "redshift" && $0.reason == .declared })
    #expect(leaks.contains { $0.feature == "redshift" && $0.reason == .separates })
  }

  @Test func `rows without a class or a number are left out and counted`() async throws {
    let made = SimulatedSky(rowCount: 1500).table()
    var labels = made["class"]?.texts() ?? []
    labels[4] = nil
    let table = SimulatedSky.bandNames.reduce(made) { table, name in
      table.changing(name) { $0 == 7 ? -9999 : $1 }
    }.replacing(
      Column(
        info: ColumnInfo(name: "class", type: .string), values: .string(labels.map { $0 ?? "" }),
        validity: labels.map { $0 != nil }))
    let fixture = try await TrainedFixture(table: table)
    #expect(fixture.outcome.report.split.excludedRows == 2)
    #expect(!fixture.outcome.test.rows.contains(4) && !fixture.outcome.test.rows.contains(7))
  }

  @Test func `a table of one class is refused`() async throws {
    let table = SimulatedSky(rowCount: 30).table().replacing(
      Column(
        info: ColumnInfo(name: "class", type: .string),
        values: .string(Array(repeating: "STAR", count: 30))))
    let error = await #expect(throws: SkysortError.self) {
      try await TrainedFixture(table: table)
    }
    #expect(error?.description.hasPrefix("made.csv: the label column names only one class") == true)
  }

  private static let shownMixes: [(kind: ModelKind, balance: ClassBalance)] = [
    (.mlp, .none), (.mlp, .weights), (.mlp, .rootWeights), (.mlp, .sampling),
    (.logistic, .weights), (.logistic, .rootWeights), (.logistic, .sampling),
  ]

  @Test(arguments: shownMixes)
  func `answers are for the mix of the training rows, whatever mix a network was shown`(
    kind: ModelKind, balance: ClassBalance
  ) async throws {
    var options = TrainedFixture.options()
    options.configuration.kind = kind
    options.configuration.balance = balance
    let rows = (0..<1500).filter { $0 % 3 != 1 || $0 % 4 == 0 }
    let table = SimulatedSky(rowCount: 1500).table().selecting(rows)
    let fixture = try await TrainedFixture(options, table: table)
    let mix = fixture.model.description.head.priors
    // Two classes have four times the rows of the third.
    #expect(abs((mix.min() ?? 0) - 1.0 / 9) < 0.02, "\(mix)")
    let probabilities = try fixture.classify(table).probabilities
    for (index, fraction) in mix.enumerated() {
      let own =
        stride(from: index, to: probabilities.count, by: mix.count)
        .reduce(Float(0)) { $0 + probabilities[$1] } / Float(table.rowCount)
      // A network that answered for the mix it was shown would be 0.1 to 0.2 off.
      #expect(abs(own - fraction) < 0.03, "class \(index): \(own) of \(fraction)")
    }
    #expect(try #require(fixture.outcome.test.score).accuracy > 0.8)
  }
}
