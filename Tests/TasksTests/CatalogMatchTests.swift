import Evaluation
import Files
import Reports
import TestSupport
import Testing

@testable import Tasks

/// Two catalogs, whose words for classes are read as the standard names, with these rows below `objid,class,true_class` and `objid,class`.
private struct TwoCatalogs {
  static let first = ["10,star,star", "2,galaxy,galaxy", "3,star,", "4,,galaxy", "7,star,star"]
  static let second = ["2,star", "3,galaxy", "4,galaxy", "10,quasar", "11,star", "12,star"]

  let folder: TemporaryFolder
  let paths: [String]

  /// - Parameter header: Of the second catalog.
  init(
    _ first: [String] = Self.first, _ second: [String] = Self.second, header: String = "objid,class"
  ) throws {
    folder = try TemporaryFolder()
    paths = [
      try folder.write(
        "first.csv", (["objid,class,true_class"] + first).joined(separator: "\n") + "\n"),
      try folder.write("second.csv", ([header] + second).joined(separator: "\n") + "\n"),
    ]
  }

  func match(truth: String? = nil, identifier: String = "objid") throws -> CatalogMatch {
    let choices = ComparedCatalog.Choices(truth: truth, predicted: "class")
    let catalogs = try paths.map {
      try ComparedCatalog(path: $0, choices: choices, identifiedBy: identifier)
    }
    return try CatalogMatch(
      catalogs, identity: CatalogIdentity(catalogs, isNamed: true, tolerance: 1),
      names: ["one", "two"], truth: truth)
  }
}

@Test func `rows of one identifier are put beside each other, whole numbers in their order`() throws
{
  let match = try TwoCatalogs().match()
  #expect(match.rows.identifiers == ["2", "3", "10"])
  #expect(match.rows.classes == ["GALAXY", "QSO", "STAR"])
  #expect(match.rows.truth == nil)
  #expect(match.rows.classifications.map(\.name) == ["one", "two"])
  #expect(match.rows.classifications.map(\.predicted) == [[0, 2, 2], [2, 0, 1]])
  #expect(match.places == [[1, 2, 0], [0, 1, 3]])
}

@Test func `rows that are left out are counted by what they lack`() throws {
  let leftOut = try TwoCatalogs().match().leftOut
  #expect(
    leftOut == [
      .init(catalog: "one", unmatched: 1, examples: ["7"], unlabelled: 1),
      .init(catalog: "two", unmatched: 2, examples: ["11", "12"], unlabelled: 0),
    ])
}

@Test func `with true classes, rows without one are left out too`() throws {
  let match = try TwoCatalogs().match(truth: "true_class")
  #expect(match.rows.identifiers == ["2", "10"])
  #expect(match.rows.classes == ["GALAXY", "QSO", "STAR"])
  #expect(match.rows.truth == [0, 2])
  #expect(match.rows.classifications.map(\.predicted) == [[0, 2], [2, 1]])
  #expect(match.leftOut.map(\.unlabelled) == [2, 1])
}

@Test func `at most five rows without a partner are named, shortest first`() throws {
  let rows = (1...8).map { "\(100 - $0),star" } + ["1000,star", "10,star"]
  let match = try TwoCatalogs(["10,star,star"], rows).match()
  #expect(match.leftOut[1].unmatched == 9)
  #expect(match.leftOut[1].examples == ["92", "93", "94", "95", "96"])
}

@Test func `classes of the truth that no catalog names count as classes`() throws {
  let match = try TwoCatalogs(
    ["1,star,quasar", "2,star,star"], ["1,star", "2,galaxy"]
  ).match(truth: "true_class")
  #expect(match.rows.classes == ["GALAXY", "QSO", "STAR"])
  #expect(match.rows.truth == [1, 2])
}

@Test func `shapes of probabilities follow the classes, and a class a catalog lacks has none`()
  throws
{
  let match = try TwoCatalogs(
    ["1,star,star", "2,quasar,quasar"], ["1,star,0.75,0.25", "2,galaxy,0.5,0.5"],
    header: "objid,class,p_star,p_galaxy"
  ).match(truth: "true_class")
  #expect(match.rows.classes == ["GALAXY", "QSO", "STAR"])
  #expect(match.rows.classifications[0].probabilities == nil)
  #expect(match.rows.classifications[1].probabilities == [0.25, 0, 0.75, 0.5, 0, 0.5])
}

private struct RefusedPair: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let first: [String]
  let second: [String]
  let header: String
  let problem: String

  init(
    _ testDescription: String, _ first: [String], _ second: [String],
    header: String = "objid,class,true_class", problem: String
  ) {
    self.testDescription = testDescription
    (self.first, self.second, self.header, self.problem) = (first, second, header, problem)
  }

  static let all = [
    RefusedPair(
      "nothing in common", ["1,star,star"], ["2,star,star"],
      problem: "no object is in all catalogs"),
    RefusedPair(
      "two truths", ["1,star,star"], ["1,star,galaxy"],
      problem: "calls the true class of 1 GALAXY, another catalog STAR"),
    RefusedPair(
      "an identifier twice", ["5,star,star", "6,star,star", "5,star,star"], ["5,star,star"],
      problem: "rows 1 and 3 share the identifier 5 of 'objid'"),
    RefusedPair(
      "a row without identifier", ["5,star,star", ",star,star"], ["5,star,star"],
      problem: "row 2 has no identifier in 'objid'"),
    RefusedPair(
      "other words for classes", ["1,star,star"], ["1,0,"],
      problem: "its classes (0) have nothing in common with the true ones (STAR)"),
    RefusedPair(
      "no column of classes", ["1,star,star"], ["1,star,star"], header: "objid,kind,true_class",
      problem: "has no column 'class' to use as --predicted"),
    RefusedPair(
      "no column of identifiers", ["1,star,star"], ["1,star,star"], header: "name,class,true_class",
      problem: "has no column 'objid' to use as --identifier"),
  ]
}

@Test(arguments: RefusedPair.all)
private func `catalogs that cannot be compared say why`(pair: RefusedPair) throws {
  let catalogs = try TwoCatalogs(pair.first, pair.second, header: pair.header)
  let error = #expect(throws: SkysortError.self) { _ = try catalogs.match(truth: "true_class") }
  #expect(error?.problem == pair.problem)
}

@Test func `a truth that no catalog has is refused, unless none is asked for`() throws {
  let catalogs = try TwoCatalogs(["1,star,star"], ["1,star"])
  let error = #expect(throws: SkysortError.self) { _ = try catalogs.match(truth: "redshift") }
  #expect(error?.problem == "has no column 'redshift' to use as --truth")
  #expect(try catalogs.match().rows.identifiers == ["1"])
}
