import Evaluation
import Files
import Reports

/// Catalogs whose rows are put beside each other by identifier.
struct CatalogMatch {
  let rows: ComparedRows
  let leftOut: [ComparisonReport.LeftOut]
  /// Shape `[catalogs][compared rows]`: places in each catalog's table.
  let places: [[Int]]

  /// How many rows without a partner are named.
  private static let namedExamples = 5

  /// - Throws: `SkysortError` where no row is in all catalogs, or what they say of one contradicts.
  init(
    _ catalogs: [ComparedCatalog], identity: CatalogIdentity, names: [String],
    truth column: String?
  ) throws {
    let indices = identity.identifiers.map { Dictionary(uniqueKeysWithValues: zip($0, $0.indices)) }
    let shared = identity.identifiers[0].filter { name in
      indices.allSatisfy { $0[name] != nil }
    }.sorted(by: Self.isBefore)
    guard !shared.isEmpty || catalogs.contains(where: { $0.rowCount == 0 }) else {
      throw Self.nothingShared(catalogs, identity)
    }
    let truth = try column.map { try Self.truth(catalogs, indices, shared, column: $0) }
    let isKnown = { (name: String) in
      (truth.map { $0[name] != nil } ?? true)
        && zip(catalogs, indices).allSatisfy { $0.predicted[$1[name] ?? 0] != nil }
    }
    let compared = shared.filter(isKnown)
    let places = indices.map { index in compared.compactMap { index[$0] } }
    let classes = try Self.classes(catalogs, places, truth: truth, names: compared)
    let number = Dictionary(uniqueKeysWithValues: zip(classes, classes.indices))
    rows = ComparedRows(
      classes: classes, identifiers: compared,
      truth: truth.map { truth in compared.compactMap { truth[$0].flatMap { number[$0] } } },
      magnitude: Self.magnitude(catalogs, places),
      classifications: zip(names, zip(catalogs, places)).map { name, pair in
        let (catalog, places) = pair
        return .init(
          name: name,
          predicted: places.compactMap { catalog.predicted[$0].flatMap { number[$0] } },
          probabilities: catalog.probabilities(of: places, classes: classes))
      })
    self.places = places
    let sharedNames = Set(shared)
    leftOut = zip(zip(names, identity.identifiers), zip(catalogs, indices)).map { named, pair in
      let (name, identifiers) = named
      let (catalog, index) = pair
      let alone = identifiers.filter { !sharedNames.contains($0) }.sorted(by: Self.isBefore)
      let unlabelled = shared.count { one in
        catalog.predicted[index[one] ?? 0] == nil || (truth.map { $0[one] == nil } ?? false)
      }
      return .init(
        catalog: name, unmatched: alone.count,
        examples: Array(alone.prefix(Self.namedExamples)), unlabelled: unlabelled)
    }
  }

  /// Shorter first, so that whole numbers are in their order.
  private static func isBefore(_ first: String, _ second: String) -> Bool {
    (first.utf8.count, first) < (second.utf8.count, second)
  }

  private static func nothingShared(
    _ catalogs: [ComparedCatalog], _ identity: CatalogIdentity
  ) -> SkysortError {
    let column = identity.key == .id ? "'\(identity.columns.joined(separator: ", "))'" : "position"
    let samples = zip(catalogs, identity.identifiers).map { catalog, identifiers in
      "\(catalog.path) has \(catalog.rowCount) rows by \(column)"
        + (identifiers.first.map { ", such as \($0)" } ?? "")
    }
    return SkysortError(
      path: catalogs[0].path, problem: "no object is in all catalogs",
      fix: samples.joined(separator: "; ") + ". Name another column with --identifier.")
  }

  /// The true class by identifier; every catalog that has the column must say the same.
  private static func truth(
    _ catalogs: [ComparedCatalog], _ indices: [[String: Int]], _ shared: [String], column: String
  ) throws -> [String: String] {
    guard catalogs.contains(where: { $0.truth != nil }) else {
      throw SkysortError(
        path: catalogs[0].path, problem: "has no column '\(column)' to use as --truth",
        fix: "One of the catalogs must have it; leave --truth out to compare them without.")
    }
    var result: [String: String] = [:]
    for (catalog, index) in zip(catalogs, indices) {
      guard let truth = catalog.truth else { continue }
      for name in shared {
        guard let label = index[name].flatMap({ truth[$0] }) else { continue }
        if let known = result.updateValue(label, forKey: name), known != label {
          throw SkysortError(
            path: catalog.path,
            problem: "calls the true class of \(name) \(label), another catalog \(known)",
            fix: "Compare catalogs of one sample.")
        }
      }
    }
    return result
  }

  /// Every class that is named, in order of their names.
  private static func classes(
    _ catalogs: [ComparedCatalog], _ places: [[Int]], truth: [String: String]?, names: [String]
  ) throws -> [String] {
    let named = zip(catalogs, places).map { catalog, places in
      Set(places.compactMap { catalog.predicted[$0] })
    }
    let reference = truth.map { truth in Set(names.compactMap { truth[$0] }) } ?? named[0]
    for (catalog, own) in zip(catalogs, named)
    where !names.isEmpty && own.isDisjoint(with: reference) {
      let whose = truth == nil ? "those of \(catalogs[0].path)" : "the true ones"
      throw SkysortError(
        path: catalog.path,
        problem: "its classes (\(own.sorted().joined(separator: ", "))) have nothing in common "
          + "with \(whose) (\(reference.sorted().joined(separator: ", ")))",
        fix: "Name the columns of classes with --truth and --predicted.")
    }
    return named.reduce(reference) { $0.union($1) }.sorted()
  }

  /// Of the first catalog that has one.
  private static func magnitude(
    _ catalogs: [ComparedCatalog], _ places: [[Int]]
  ) -> LabelledPredictions.Measurement? {
    for (catalog, places) in zip(catalogs, places) {
      guard let magnitude = catalog.magnitude else { continue }
      return .init(name: magnitude.name, values: places.map { magnitude.values[$0] })
    }
    return nil
  }
}
