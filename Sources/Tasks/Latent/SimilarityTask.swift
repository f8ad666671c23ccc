import Files
import Latent
public import Tables

/// Finds the rows that lie nearest to some in a latent space.
public struct SimilarityTask: Sendable {
  public var input: String
  /// Which table of a FITS file that holds several; chosen by its columns where `nil`.
  public var hdu: HDUSelection?
  /// Whose neighbours are looked for, as the table's identifier column writes them.
  public var identifiers: [String] = []
  /// Whose neighbours are looked for, by places counted from 1.
  public var rows: [Int] = []
  /// Neighbours of each.
  public var count = 10
  /// A table of the neighbours; none is written where `nil`.
  public var output: String?
  /// Columns that make the space; see ``ProjectionTask/columns``.
  public var columns: [String]?
  public var distance = Metric.euclidean
  public var survey = SurveyChoice.recognised
  public var threads = 1

  /// How far apart two points are.
  public enum Metric: String, Sendable, CaseIterable {
    case euclidean, cosine
  }

  public init(input: String) { self.input = input }

  /// A row near another.
  public struct Neighbour: Sendable, Hashable, Encodable {
    /// `nil` where no column tells rows apart.
    public let identifier: String?
    /// Counted from 1.
    public let row: Int
    /// In the units of the space.
    public let distance: Float
  }

  /// What one row is near to.
  public struct Neighbourhood: Sendable, Hashable, Encodable {
    public let identifier: String?
    /// Counted from 1.
    public let row: Int
    /// The nearest first.
    public let neighbours: [Neighbour]
  }

  /// What `similar` prints.
  public struct Outcome: Sendable, Encodable {
    public let results: [Neighbourhood]
    public let output: OutputFile?
    public let warnings: [String]
  }

  public func run() throws -> Outcome {
    let space = try LatentSpace(input, hdu: hdu, names: columns, survey: survey)
    let (places, warnings) = try places(in: space)
    let search = NearestNeighbours(
      of: space.points, distance: distance == .cosine ? .cosine : .euclidean, threads: threads)
    let near = search.nearest(
      to: space.points.selecting(places), count: count + 1, threads: threads)
    let results = places.enumerated().map { index, point in
      neighbourhood(of: point, near, at: index, in: space)
    }
    return Outcome(results: results, output: try write(results), warnings: warnings)
  }

  private func neighbourhood(
    of point: Int, _ near: NeighbourGraph, at index: Int, in space: LatentSpace
  ) -> Neighbourhood {
    let identifiers = space.identifiers
    let pairs = zip(near.neighbours(of: index), near.distances(of: index))
      .filter { Int($0.0) != point }.prefix(count)
    return Neighbourhood(
      identifier: identifiers?[space.rows[point]], row: space.rows[point] + 1,
      neighbours: pairs.map { neighbour, distance in
        let row = space.rows[Int(neighbour)]
        return Neighbour(identifier: identifiers?[row], row: row + 1, distance: distance)
      })
  }

  /// The points that are asked for.
  private func places(in space: LatentSpace) throws -> ([Int], warnings: [String]) {
    let points = Dictionary(
      uniqueKeysWithValues: space.rows.enumerated().map { ($0.element, $0.offset) })
    let (found, warnings) = try rowsOfIdentifiers(in: space)
    let rows = found + self.rows.map { $0 - 1 }
    return (
      try rows.map { row in
        guard (0..<space.rowCount).contains(row) else {
          throw SkysortError(
            path: input, problem: "has \(space.rowCount) rows, and no row \(row + 1)",
            fix: "Rows are counted from 1.", exitCode: .usage)
        }
        guard let point = points[row] else {
          throw SkysortError(
            path: input, problem: "has no place in the latent space for row \(row + 1)",
            fix: "Its image or its photometry was missing when it was encoded.")
        }
        return point
      }, warnings
    )
  }

  private func rowsOfIdentifiers(in space: LatentSpace) throws -> ([Int], warnings: [String]) {
    guard !identifiers.isEmpty else { return ([], []) }
    guard let texts = space.identifiers else {
      throw SkysortError(
        path: input, problem: "has no column that tells its rows apart",
        fix: "Name the row with --row, or the survey with --survey.", exitCode: .usage)
    }
    var warnings: [String] = []
    let rows = try identifiers.map { identifier in
      let found = texts.indices.filter { texts[$0] == identifier }
      guard let first = found.first else {
        throw SkysortError(
          path: input,
          problem: "has no row whose \(space.columns.identifier ?? "") is '\(identifier)'",
          fix: "An identifier is, for example, \(texts.lazy.compactMap(\.self).first ?? "").",
          exitCode: .usage)
      }
      if found.count > 1 {
        warnings.append(
          "\(input): \(found.count) rows are called '\(identifier)'; row \(first + 1) was taken")
      }
      return first
    }
    return (rows, warnings)
  }

  private func write(_ results: [Neighbourhood]) throws -> OutputFile? {
    guard let output else { return nil }
    let flat = results.flatMap { result in result.neighbours.map { (result, $0) } }
    let names = flat.map { $0.0.identifier ?? "row \($0.0.row)" }
    let width = names.map(\.utf8.count).max() ?? 1
    let chosen = ChosenRows(
      path: input, hdu: hdu, wanted: LatentSpace.wanted(columns),
      rows: flat.map { $0.1.row - 1 },
      added: [
        Column(
          info: ColumnInfo(
            name: "similar_to", type: .string, ucd: "meta.id.assoc",
            description: "row whose neighbour this is", width: width),
          values: .string(names)),
        Column(
          info: ColumnInfo(
            name: "latent_distance", type: .float, ucd: "stat.value",
            description: "distance in the latent space"),
          values: .float(flat.map(\.1.distance))),
      ])
    return try chosen.write(
      to: output, history: ["Nearest in latent space, by \(Version.tool)."])
  }
}
