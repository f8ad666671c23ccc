import Files
import Models
import Preprocessing
import Sky
import Tables
import TestSupport
import Testing

/// Trainings on survey tables, with quick settings.
@Suite(.enabled(if: RealData.has("photometry/sdss17_dev.csv"), "needs SKYSORT_DATA"))
struct RealDataTests {
  private static let bright = "photometry/sdss_dr14_dev.csv"
  private static let deep = "photometry/sdss17_dev.csv"

  private static func read(_ name: String) throws -> (Table, PhotometryColumns) {
    let path = RealData.path(name)
    let reader = try TableFile.open(path)
    let recognition = try #require(SurveyCatalog.bundled.recognise(reader.schema))
    return (try TableFile.read(reader, columns: reader.schema.names), recognition.columns)
  }

  private static func options(epochs: Int) -> TrainingOptions<ClassifierConfiguration> {
    var configuration = ClassifierConfiguration()
    configuration.memberCount = 1
    configuration.hidden = [32, 32]
    configuration.training.setEpochs(epochs)
    return TrainingOptions(configuration: configuration, threads: 1)
  }

  @Test func `colours tell bright stars, galaxies and quasars apart`() async throws {
    let (table, columns) = try Self.read(Self.bright)
    let outcome = try await ModelTrainer(Self.options(epochs: 15)).train(
      table, columns: columns, path: Self.bright)
    let score = try #require(outcome.test.score)
    #expect(score.accuracy > 0.94)
    #expect(score.outsideFraction < 0.035)
    #expect(outcome.report.split.identifiedBy == .positionAndPhotometry)
  }

  @Test func `a model of bright sources says which deep ones it does not know`() async throws {
    let (table, columns) = try Self.read(Self.bright)
    let outcome = try await ModelTrainer(Self.options(epochs: 15)).train(
      table, columns: columns, path: Self.bright)
    let classifier = try Classifier(outcome.model, path: "bright")
    let (other, otherColumns) = try Self.read(Self.deep)
    let source = try classifier.source(
      for: otherColumns, schema: other.schema, path: Self.deep)
    let rows = try classifier.makeWorker(source).classify(other)
    let truth = try #require(other["class"]?.texts())
    let isRight = rows.best.indices.map {
      classifier.description.head.classes[Int(rows.best[$0])] == truth[$0]
    }
    let isOutside = rows.flags.map { $0.contains(.outsideTrainingRange) }
    let fraction = { (outside: Bool) in
      let chosen = zip(isRight, isOutside).filter { $0.1 == outside }
      return Double(chosen.count { $0.0 }) / Double(chosen.count)
    }
    #expect(Double(isOutside.count { $0 }) / Double(rows.rowCount) > 0.7)
    #expect(fraction(false) > fraction(true) + 0.2)
    #expect(fraction(false) > 0.9)
  }

  @Test func `redshift lifts a model, is refused by default and reported as a leak`() async throws {
    let (table, columns) = try Self.read(Self.deep)
    let part = table.selecting(Array(stride(from: 0, to: table.rowCount, by: 4)))
    var options = Self.options(epochs: 8)
    options.features.extras = [ExtraFeature("redshift")]
    await #expect(throws: SkysortError.self) {
      try await ModelTrainer(options).train(part, columns: columns, path: Self.deep)
    }
    options.features.allowsLeaks = true
    let outcome = try await ModelTrainer(options).train(
      part, columns: columns, path: Self.deep)
    #expect(try #require(outcome.test.score).accuracy > 0.955)
    #expect(outcome.report.split.leaks.contains { $0.feature == "redshift" })
  }
}
