import Files
import Images
import Preprocessing
import Random
import Sky
import Tables
import TestSupport
import Testing

@testable import Models

/// Rows with photometry and images of which some show nothing but noise.
struct FaintImageTests {
  private enum Look { case bright, noise, flat, absent }

  /// Physical images of one band in memory, all of one look.
  private struct MadeImages: ImageSource, ImageReader {
    var look = Look.bright
    let side = 16
    var columnNames: [String] { [] }
    var identity: String { "made" }

    func reader(of table: Table, firstRow: Int) -> any ImageReader { self }

    func image(ofRow row: Int) throws(SkysortError) -> Image? {
      guard look != .absent else { return nil }
      var random = RandomStream(seed: 6, purpose: .augment, stream: UInt64(row))
      var samples = (0..<side * side).map { _ in look == .flat ? 1 : Float(random.nextNormal()) }
      if look == .bright {
        for y in 6..<10 { for x in 6..<10 { samples[y * side + x] += 30 } }
      }
      return Image(
        height: side, width: side, channels: 1, largestSample: nil, samples: samples)
    }
  }

  private static func train(_ kind: ModelKind) async throws -> ClassifierOutcome {
    var configuration = ClassifierConfiguration(kind)
    configuration.images.imageSize = 16
    configuration.training.setEpochs(1)
    return try await ModelTrainer(
      TrainingOptions(configuration: configuration, threads: 2)
    ).train(
      SimulatedSky(rowCount: 200).table(), columns: SimulatedSky.columns, path: "made",
      images: MadeImages())
  }

  private static func evaluated(
    _ outcome: ClassifierOutcome, _ look: Look
  ) throws -> ClassifiedRows {
    let worker = try Classifier(outcome.model, path: "model").makeWorker(outcome.source)
    return try worker.classify(
      SimulatedSky(rowCount: 200).table().selecting([0]), images: MadeImages(look: look))
  }

  @Test func `beside photometry an image of noise is a faint source`() async throws {
    let outcome = try await Self.train(.fused)
    let noise = try Self.evaluated(outcome, .noise)
    #expect(!noise.flags[0].contains(.notClassifiable))
    #expect(noise.probabilities != outcome.model.description.head.priors)
    for look in [Look.flat, .absent] {
      let nothing = try Self.evaluated(outcome, look)
      #expect(nothing.flags[0].contains(.notClassifiable))
      #expect(nothing.probabilities == outcome.model.description.head.priors)
    }
  }

  @Test func `alone an image of noise says nothing`() async throws {
    let outcome = try await Self.train(.cnn)
    let noise = try Self.evaluated(outcome, .noise)
    #expect(noise.flags[0].contains(.notClassifiable))
    #expect(noise.probabilities == outcome.model.description.head.priors)
  }
}
