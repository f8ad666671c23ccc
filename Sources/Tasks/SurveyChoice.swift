import Files
import Models
import Preprocessing
import Sky
public import Tables

/// Which survey's conventions a table is read by.
public enum SurveyChoice: Sendable, Hashable {
  /// The likeliest one by the table's columns.
  case recognised
  /// A survey that comes with the program, a descriptor file of the user's, or a model that keeps
  /// one.
  case named(String)

  /// - Parameter text: A name, a YAML file, a model file, or nothing.
  public init(_ text: String?) { self = text.map(Self.named) ?? .recognised }

  /// The file of the user's that says it; `nil` where none is named.
  var file: String? {
    guard case .named(let name) = self, Self.isFile(name) || Self.isModel(name) else { return nil }
    return name
  }

  private static func isModel(_ name: String) -> Bool { name.hasSuffix(".safetensors") }

  private static func isFile(_ name: String) -> Bool {
    name.hasSuffix(".yaml") || name.hasSuffix(".yml")
  }

  /// The parts a table's columns play.
  ///
  /// - Parameters:
  ///   - needsPhotometry: Whether magnitudes or fluxes must be there.
  ///   - features: Of a model that the table is for: where nothing is named, the descriptor that the
  ///     model keeps goes before surveys that are recognised, if it finds the model's bands.
  /// - Throws: `SkysortError` where no survey fits the columns.
  func recognise(
    _ schema: TableSchema, path: String, needsPhotometry: Bool, by features: FittedFeatures?
  ) throws -> Recognition {
    let surveys = SurveyCatalog.bundled
    guard let chosen = try chosen(surveys) else {
      if let features, let found = try Self.recognition(schema, features, surveys) { return found }
      if let found = surveys.recognise(schema) { return found }
      if !needsPhotometry {
        return try surveys.descriptor(named: "generic").recogniseWithoutPhotometry(schema)
      }
      throw Self.noPhotometry(schema, path: path, surveys.descriptors)
    }
    if let found = chosen.recognise(schema) { return found }
    if !needsPhotometry { return chosen.recogniseWithoutPhotometry(schema) }
    throw Self.noPhotometry(
      schema, path: path, [chosen.survey], named: chosen.survey.name)
  }

  public func recognise(
    _ schema: TableSchema, path: String, needsPhotometry: Bool = true
  ) throws -> Recognition {
    try recognise(schema, path: path, needsPhotometry: needsPhotometry, by: nil)
  }

  /// The survey that was named; `nil` where it is to be recognised.
  public func descriptor() throws -> SurveyDescriptor? {
    try chosen(SurveyCatalog.bundled)?.survey
  }

  /// A descriptor, and its text where it is the user's.
  private struct Chosen {
    let survey: SurveyDescriptor
    var text: String?

    func recognise(_ schema: TableSchema) -> Recognition? {
      survey.recognise(schema)?.described(by: text)
    }

    func recogniseWithoutPhotometry(_ schema: TableSchema) -> Recognition {
      survey.recogniseWithoutPhotometry(schema).described(by: text)
    }
  }

  private func chosen(_ surveys: SurveyCatalog) throws -> Chosen? {
    guard case .named(let name) = self else { return nil }
    if Self.isModel(name) {
      let features = try FittedFeatures(ofModel: name)
      if let text = features.descriptor { return try Self.kept(text) }
      return Chosen(survey: try surveys.descriptor(named: features.survey))
    }
    guard Self.isFile(name) else {
      return Chosen(survey: try surveys.descriptor(named: name))
    }
    let text = try SurveyDescriptor.text(ofFile: name)
    return Chosen(survey: try SurveyDescriptor(yaml: text, path: name), text: text)
  }

  private static func kept(_ text: String) throws -> Chosen {
    Chosen(
      survey: try SurveyDescriptor(yaml: text, path: "the descriptor in the model"), text: text)
  }

  /// A table as the survey that a model keeps has it; `nil` where the model keeps none, or that
  /// lacks bands of the model.
  private static func recognition(
    _ schema: TableSchema, _ features: FittedFeatures, _ surveys: SurveyCatalog
  ) throws -> Recognition? {
    guard let kept = try features.descriptor.map(kept) else { return nil }
    let found = kept.recognise(schema) ?? kept.recogniseWithoutPhotometry(schema)
    let bands = features.bands.map(\.band)
    let own = found.columns.bands.filter { bands.contains($0.band) }
    guard own.count == bands.count else { return nil }
    guard let other = surveys.recognise(schema), other.score > found.score,
      let differing = other.columns.bands.first(where: { band in
        own.contains {
          $0.band == band.band && ($0.column != band.column || $0.measure != band.measure)
        }
      })
    else { return found }
    return found.warning(
      "the columns are read by the descriptor that the model keeps, \(found.columns.survey); as "
        + "\(other.columns.survey), which they look like too, \(differing.column) would be band "
        + "\(differing.band.rawValue): name one with --survey to be sure")
  }

  /// - Parameter name: Of the survey that was named.
  private static func noPhotometry(
    _ schema: TableSchema, path: String, _ surveys: [SurveyDescriptor], named name: String? = nil
  ) -> SkysortError {
    let uses = ColumnUses(schema, nil, surveys: surveys)
    let way = "`skysort inspect \(path) --describe > mine.yaml`, then --survey mine.yaml."
    let count = schema.columns.count
    return SkysortError(
      path: path,
      problem: "no photometry\(name.map { " of \($0)" } ?? "") was recognised among its \(count) "
        + "columns",
      fix: (name == nil ? "Describe them: " : "Leave --survey out, or describe them: ") + way
        + (count == 0 ? "" : " The columns, the likeliest first:" + uses.unusedText()))
  }
}

extension Recognition {
  /// By a descriptor of the user's.
  fileprivate func described(by text: String?) -> Recognition {
    var columns = columns
    columns.descriptor = text
    return Recognition(columns: columns, score: score, reasons: reasons, warnings: warnings)
  }

  fileprivate func warning(_ text: String) -> Recognition {
    Recognition(columns: columns, score: score, reasons: reasons, warnings: warnings + [text])
  }
}
