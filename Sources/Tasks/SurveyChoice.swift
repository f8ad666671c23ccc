import Files
public import Tables

/// Which survey's conventions a table is read by.
public enum SurveyChoice: Sendable, Hashable {
  /// The likeliest one by the table's columns.
  case recognised
  /// A survey that comes with the program, or a descriptor file of the user's.
  case named(String)

  /// - Parameter text: A name, a YAML file, or nothing.
  public init(_ text: String?) { self = text.map(Self.named) ?? .recognised }

  /// The descriptor file of the user's; `nil` where none is named.
  var file: String? {
    guard case .named(let name) = self, Self.isFile(name) else { return nil }
    return name
  }

  private static func isFile(_ name: String) -> Bool {
    name.hasSuffix(".yaml") || name.hasSuffix(".yml")
  }

  /// The parts a table's columns play.
  ///
  /// - Parameter needsPhotometry: Whether magnitudes or fluxes must be there.
  /// - Throws: ``SkysortError`` where no survey fits the columns.
  public func recognise(
    _ schema: TableSchema, path: String, needsPhotometry: Bool = true
  ) throws -> Recognition {
    switch self {
    case .recognised:
      if let found = SurveyCatalog.bundled().recognise(schema) { return found }
      if !needsPhotometry {
        return try SurveyCatalog.bundled().descriptor(named: "generic")
          .recogniseWithoutPhotometry(schema)
      }
      throw noPhotometry(
        schema, path: path, fix: "Describe the columns in a YAML file and name it by --survey.")
    case .named(let name):
      let descriptor = try Self.descriptor(name)
      if let found = descriptor.recognise(schema) { return found }
      if !needsPhotometry { return descriptor.recogniseWithoutPhotometry(schema) }
      throw noPhotometry(
        schema, path: path, fix: "The survey '\(name)' expects other columns; leave --survey out.")
    }
  }

  private static func descriptor(_ name: String) throws -> SurveyDescriptor {
    guard isFile(name) else {
      return try SurveyCatalog.bundled().descriptor(named: name)
    }
    return try SurveyDescriptor.load(name)
  }

  private func noPhotometry(_ schema: TableSchema, path: String, fix: String) -> SkysortError {
    let names = schema.names
    let shown = names.prefix(20).joined(separator: ", ") + (names.count > 20 ? ", …" : "")
    return SkysortError(
      path: path, problem: "no photometry was recognised among its columns (\(shown))",
      fix: fix)
  }
}
