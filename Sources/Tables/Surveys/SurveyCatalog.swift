public import Files
import Settings
public import Sky

/// The survey descriptors that come with the program.
public struct SurveyCatalog: Hashable, Sendable {
  public let descriptors: [SurveyDescriptor]

  public init(descriptors: [SurveyDescriptor]) { self.descriptors = descriptors }

  /// The files of `catalogs/`, which are part of the program; read when they are first asked for.
  public static let bundled = SurveyCatalog(
    descriptors: BundledSurveys.texts.map { name, bytes in
      do {
        return try SurveyDescriptor(
          yaml: String(decoding: bytes, as: UTF8.self), path: "catalogs/\(name).yaml")
      } catch {
        preconditionFailure("a bundled descriptor is wrong: \(error)")
      }
    })

  /// The descriptor of a name.
  ///
  /// - Throws: `SkysortError` naming the nearest one that is known.
  public func descriptor(named name: String) throws(SkysortError) -> SurveyDescriptor {
    if let found = descriptors.first(where: { $0.name == name.lowercased() }) { return found }
    let known = descriptors.map(\.name)
    let guess = Spelling.suggestion(for: name, among: known)
    throw SkysortError(
      path: name, problem: "no survey is called that",
      fix: guess.map { "Did you mean '\($0)'?" }
        ?? "Known are \(known.joined(separator: ", ")); or name a YAML file.",
      exitCode: .usage)
  }

  /// The system of a survey's magnitudes; `nil` for a survey that is not known, or has no own.
  public func magnitudeSystem(ofSurvey name: String) -> MagnitudeSystem? {
    descriptors.first { $0.name == name }?.magnitudeSystem
  }

  /// The survey a table most likely comes from; `nil` where none fits.
  public func recognise(_ schema: TableSchema) -> Recognition? {
    recognitions(schema).first
  }

  /// Every survey that fits, the likeliest first; of equals, that with more bands, then the first
  /// listed.
  public func recognitions(_ schema: TableSchema) -> [Recognition] {
    let matcher = ColumnMatcher(schema)
    return descriptors.compactMap { $0.recognise(matcher) }.enumerated()
      .sorted { first, second in
        let (own, other) = (first.element, second.element)
        return (other.score, other.columns.bands.count, first.offset)
          < (own.score, own.columns.bands.count, second.offset)
      }.map(\.element)
  }
}
