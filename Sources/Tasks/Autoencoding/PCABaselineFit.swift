import Latent
import Models
import Reports
import Tables

/// What an autoencoder is compared with: as many principal components of the same rows.
struct PCABaselineFit {
  static let name = "principal components"

  private let outcome: AutoencoderOutcome
  private let components: PrincipalComponents
  private let threads: Int

  /// Rows that the components are found from; more would not move them.
  private static let mostRows = 4000

  /// - Throws: `LatentError` where there are no components to be found.
  init(_ outcome: AutoencoderOutcome, threads: Int) throws {
    self.outcome = outcome
    self.threads = threads
    let training = Self.points(outcome.training)
    let step = max(1, (training.rows + Self.mostRows - 1) / Self.mostRows)
    components = try PrincipalComponents(
      of: training.selecting(Array(stride(from: 0, to: training.rows, by: step))),
      count: outcome.report.latent, threads: threads)
  }

  /// As the network sees them.
  private static func points(_ samples: ReconstructedSamples) -> EmbeddingMatrix {
    EmbeddingMatrix(rows: samples.rows.count, columns: samples.width, values: samples.features)
  }

  /// How far reconstructions of rows held back are off, of what was measured.
  func meanSquaredError(of heldOut: ReconstructedSamples) -> Double? {
    let places = components.transform(Self.points(heldOut), threads: threads)
    return heldOut.meanSquaredError(of: components.inverse(places, threads: threads).values)
  }

  /// How well the nearest rows that were learned from tell the classes of rows held back: by the
  /// codes, by the principal components, and by the inputs themselves.
  ///
  /// - Parameters:
  ///   - classes: By row of the table, a class below `classCount`.
  ///   - encode: The codes of samples.
  ///   - embed: Embeddings of rows of the table that do not depend on how images lie, end to
  ///     end; `nil` where there are none.
  func votes(
    on heldOut: ReconstructedSamples, classes: [Int?], classCount: Int,
    encode: ([Float]) throws -> [Float], embed: ([Int]) throws -> [Float]?
  ) throws -> [LatentRecord.NeighbourAccuracy] {
    let (known, evaluated) = (outcome.training, heldOut)
    let (from, to) = (labelled(known, classes), labelled(evaluated, classes))
    guard classCount > 1, from.count > NeighbourAccuracies.neighbours, !to.isEmpty else {
      return []
    }
    func codes(_ samples: ReconstructedSamples) throws -> EmbeddingMatrix {
      EmbeddingMatrix(
        rows: samples.rows.count, columns: outcome.report.latent,
        values: try encode(samples.features))
    }
    func embedded(_ samples: ReconstructedSamples) throws -> EmbeddingMatrix? {
      try embed(samples.rows).map { values in
        EmbeddingMatrix(
          rows: samples.rows.count, columns: values.count / samples.rows.count, values: values)
      }
    }
    var spaces = [
      ("codes of the autoencoder", try codes(known), try codes(evaluated)),
      (
        Self.name, components.transform(Self.points(known), threads: threads),
        components.transform(Self.points(evaluated), threads: threads)
      ),
      ("the inputs themselves", Self.points(known), Self.points(evaluated)),
    ]
    if let known = try embedded(known), let evaluated = try embedded(evaluated) {
      spaces.insert(("means and deviations of eight orientations' codes", known, evaluated), at: 1)
    }
    return spaces.map { name, known, evaluated in
      NeighbourAccuracies(
        of: evaluated.selecting(to.map(\.place)), truth: to.map(\.label),
        by: known.selecting(from.map(\.place)), labels: from.map(\.label),
        classCount: classCount, threads: threads
      ).figures(of: name)
    }
  }

  /// Samples whose row has a class.
  private func labelled(
    _ samples: ReconstructedSamples, _ classes: [Int?]
  ) -> [(place: Int, label: Int)] {
    samples.rows.enumerated().compactMap { place, row in classes[row].map { (place, $0) } }
  }
}
