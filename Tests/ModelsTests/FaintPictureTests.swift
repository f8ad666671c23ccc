import Files
import Images
import Preprocessing
import Random
import Sky
import Tables
import TestSupport
import Testing

@testable import Models

/// Rows with photometry and pictures of which some show nothing but noise.
struct FaintPictureTests {
  private enum Look { case bright, noise, flat, absent }

  /// Physical pictures of one band in memory, all of one look.
  private struct MadePictures: PictureSource, PictureReader {
    var look = Look.bright
    let side = 16
    var columnNames: [String] { [] }
    var identity: String { "made" }

    func reader(of table: Table, firstRow: Int) -> any PictureReader { self }

    func picture(ofRow row: Int) throws(SkysortError) -> Picture? {
      guard look != .absent else { return nil }
      var random = RandomStream(seed: 6, purpose: .augment, stream: UInt64(row))
      var samples = (0..<side * side).map { _ in look == .flat ? 1 : Float(random.nextNormal()) }
      if look == .bright {
        for y in 6..<10 { for x in 6..<10 { samples[y * side + x] += 30 } }
      }
      return Picture(
        height: side, width: side, channels: 1, largestSample: nil, samples: samples)
    }
  }

  private static func train(_ kind: ModelKind) async throws -> ClassifierOutcome {
    var configuration = ClassifierConfiguration(kind)
    configuration.pictures.side = 16
    configuration.training.setEpochs(1)
    return try await ModelTrainer(
      TrainingOptions(configuration: configuration, threads: 2)
    ).train(
      MadeSky(rowCount: 200).table(), columns: MadeSky.columns, path: "made",
      pictures: MadePictures())
  }

  private static func judged(
    _ outcome: ClassifierOutcome, _ look: Look
  ) throws -> ClassifiedRows {
    let worker = try Classifier(outcome.model, path: "model").makeWorker(outcome.source)
    return try worker.classify(
      MadeSky(rowCount: 200).table().selecting([0]), pictures: MadePictures(look: look))
  }

  @Test func `beside photometry a picture of noise is a faint source`() async throws {
    let outcome = try await Self.train(.fused)
    let noise = try Self.judged(outcome, .noise)
    #expect(!noise.flags[0].contains(.notClassifiable))
    #expect(noise.probabilities != outcome.model.description.head.priors)
    for look in [Look.flat, .absent] {
      let nothing = try Self.judged(outcome, look)
      #expect(nothing.flags[0].contains(.notClassifiable))
      #expect(nothing.probabilities == outcome.model.description.head.priors)
    }
  }

  @Test func `alone a picture of noise says nothing`() async throws {
    let outcome = try await Self.train(.cnn)
    let noise = try Self.judged(outcome, .noise)
    #expect(noise.flags[0].contains(.notClassifiable))
    #expect(noise.probabilities == outcome.model.description.head.priors)
  }
}
