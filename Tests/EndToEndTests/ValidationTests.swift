import Foundation
import TestSupport
import Testing

/// `validate` never says a figure of what cannot be compared, nor without what it stands beside.
struct ValidationOfCatalogsTests {
  private static func catalog(_ rows: [(truth: String, predicted: String)]) -> String {
    "id,spec,class\n"
      + rows.enumerated().map { "\($0),\($1.truth),\($1.predicted)\n" }.joined()
  }

  @Test(arguments: [
    ["G", "Q", "S"], ["gal", "qso", "star"], ["Galaxy", "Quasar", "Star"],
    ["GALAXIES", "QUASARS", "STARS"], ["g", "q", "s"],
  ])
  func `true classes by other usual names are read as the predictions name them`(
    names: [String]
  ) throws {
    let folder = try TemporaryFolder()
    let predicted = ["GALAXY", "GALAXY", "QSO", "STAR", "STAR", "GALAXY"]
    let truth = [0, 0, 1, 2, 0, 2].map { names[$0] }
    let path = try folder.write("c.csv", Self.catalog(Array(zip(truth, predicted))))
    let outcome = try Program.run("validate", path, "--truth", "spec", "--json")
    #expect(outcome.status == 0, "\(outcome.messages)")
    #expect(try outcome.json()["accuracy"] as? Double == 4.0 / 6)
    #expect(outcome.messages.contains("\(names[0]) as GALAXY"), "\(outcome.messages)")
  }

  @Test(arguments: [
    ["elliptical", "spiral"], ["0", "1"], ["true", "false"], ["A", "B"], ["G*", "S*"],
  ])
  func `classes without a name in common are refused with both sides`(names: [String]) throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(
      "c.csv", Self.catalog([(names[0], "GALAXY"), (names[1], "STAR"), (names[0], "STAR")]))
    let outcome = try Program.run("validate", path, "--truth", "spec")
    #expect(outcome.status == 64, "\(outcome.output) \(outcome.messages)")
    #expect(outcome.messages.contains("have no name in common"))
    #expect(outcome.messages.contains("GALAXY, STAR"), "\(outcome.messages)")
  }

  @Test func `the accuracy stands beside that of always saying the commonest class`() throws {
    let folder = try TemporaryFolder()
    let rows = (0..<40).map { row in
      (truth: row % 4 == 0 ? "STAR" : "GALAXY", predicted: row % 13 == 1 ? "STAR" : "GALAXY")
    }
    let path = try folder.write("c.csv", Self.catalog(rows))
    let json = try Program.run("validate", path, "--truth", "spec", "--json").json()
    let commonest = try #require(json["commonest_class"] as? [String: Any])
    #expect(commonest["name"] as? String == "GALAXY")
    #expect(commonest["accuracy"] as? Double == 0.75)
    let text = try Program.run("validate", path, "--truth", "spec").output
    #expect(text.contains("0.7500 by always saying GALAXY: these classes are no better"), "\(text)")
  }

  @Test func `a prior that does not sum to 1 is told`() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("c.csv", Self.catalog([("GALAXY", "GALAXY"), ("STAR", "STAR")]))
    let told = try Program.run(
      "validate", path, "--truth", "spec", "--prior", "GALAXY=0.7,STAR=0.7")
    #expect(told.messages.contains("--prior sums to 1.4000, not 1"), "\(told.messages)")
    let silent = try Program.run(
      "validate", path, "--truth", "spec", "--prior", "GALAXY=0.7,STAR=0.3")
    #expect(!silent.messages.contains("sums to"))
  }
}
