import Foundation
import TestSupport
import Testing

/// Two small catalogs of one sample, with a row each that the other lacks.
private enum Made {
  static func catalog(
    skipping left: Int, order: [Int] = Array(0..<80), flips: Set<Int> = [], truth: Bool = true,
    header: String = "objID,modelMag_g,modelMag_r,modelMag_i,class,p_star,p_galaxy"
  ) -> String {
    var lines = [header + (truth ? ",true_class" : "")]
    for row in order where row != left {
      let isStar = row % 3 == 0
      let called = flips.contains(row) ? !isStar : isStar
      let star = called ? 0.75 + 0.001 * Double(row) : 0.25 - 0.001 * Double(row)
      let magnitude = 18 + 0.05 * Double(row)
      let identifier = 1_237_650_000_000_000_000 + row
      lines.append(
        "\(identifier),\(magnitude + 0.5),\(magnitude),\(magnitude - 0.3),"
          + "\(called ? "STAR" : "GALAXY"),\(star),\(1 - star)"
          + (truth ? ",\(isStar ? "STAR" : "GALAXY")" : ""))
    }
    return lines.joined(separator: "\n") + "\n"
  }

  static let flips: Set<Int> = [3, 7, 20, 33, 50, 51, 52]
}

private func pair(_ outcome: [String: Any]) throws -> [String: Any] {
  try #require((outcome["pairs"] as? [[String: Any]])?.first)
}

@Test func `two catalogs of one sample are compared`() throws {
  let folder = try TemporaryFolder()
  let one = try folder.write("one.csv", Made.catalog(skipping: 79))
  let other = try folder.write("other.csv", Made.catalog(skipping: 78, flips: Made.flips))
  let run = try Program.run(
    "compare", one, other, "--truth", "true_class", "--report", folder.file("report"), "--json")
  #expect(run.status == 0, "\(run.messages)")
  #expect(run.messages.contains("1237650000000000079"))
  let outcome = try run.json()
  #expect(outcome["matched"] as? Int == 78)
  #expect(outcome["names"] as? [String] == ["one", "other"])
  let found = try pair(outcome)
  #expect(found["flipped"] as? Int == 7)
  #expect(found["right_to_wrong"] as? Int == 7)
  let test = try #require(found["mcnemar"] as? [String: Any])
  #expect(abs(try #require(test["p"] as? Double) - 0.015625) < 1e-12)
  let difference = try #require(found["accuracy_difference"] as? Double)
  #expect(abs(difference + 7.0 / 78) < 1e-12)
  let flipped = String(decoding: try folder.bytes("report/flipped.csv"), as: UTF8.self)
  #expect(flipped.split(separator: "\n").count == 8)
  #expect(flipped.contains("1237650000000000052"))
  let page = String(decoding: try folder.bytes("report/compare.html"), as: UTF8.self)
  #expect(page.contains("Purity of STAR at 95"))
}

@Test func `the order of rows does not matter and a report has the same bytes each time`() throws {
  let folder = try TemporaryFolder()
  let one = try folder.write("one.csv", Made.catalog(skipping: 79))
  func report(_ name: String, order: [Int]) throws -> Data {
    let other = try folder.write(
      "other.csv", Made.catalog(skipping: 78, order: order, flips: Made.flips))
    let run = try Program.run(
      "compare", one, other, "--truth", "true_class", "--report", folder.file(name), "--quiet")
    #expect(run.status == 0, "\(run.messages)")
    let text = String(decoding: try folder.bytes("\(name)/compare.json"), as: UTF8.self)
    // The file itself is another one.
    let figures = text.split(separator: "\n").filter { !$0.contains("sha256") }
    return Data(figures.joined(separator: "\n").utf8) + (try folder.bytes("\(name)/flipped.csv"))
  }
  let straight = try report("a", order: Array(0..<80))
  #expect(try report("b", order: Array(0..<80)) == straight)
  #expect(try report("c", order: (0..<80).map { ($0 * 37 + 11) % 80 }) == straight)
}

@Test func `a catalog does not differ from itself, and without truth agreement is told`() throws {
  let folder = try TemporaryFolder()
  let one = try folder.write("one.csv", Made.catalog(skipping: 79, truth: false))
  let run = try Program.run("compare", one, one, "--json")
  #expect(run.status == 0, "\(run.messages)")
  let outcome = try run.json()
  #expect(outcome["metrics"] == nil)
  let found = try pair(outcome)
  #expect(found["flipped"] as? Int == 0)
  #expect(found["mcnemar"] == nil)
  #expect(found["agreement"] as? [[Int]] == [[52, 0], [0, 27]])
  let text = try Program.run("compare", one, one)
  #expect(text.output.contains("0 objects flipped"))
}

@Test func `truth may lie in one catalog, and labels need no probabilities`() throws {
  let folder = try TemporaryFolder()
  let one = try folder.write("one.csv", Made.catalog(skipping: 79))
  let labels = Made.catalog(skipping: 79, flips: Made.flips, truth: false)
    .split(separator: "\n").map { $0.split(separator: ",").prefix(5).joined(separator: ",") }
  let other = try folder.write("other.csv", labels.joined(separator: "\n") + "\n")
  let run = try Program.run("compare", other, one, "--truth", "true_class", "--json")
  #expect(run.status == 0, "\(run.messages)")
  let found = try pair(try run.json())
  #expect(found["wrong_to_right"] as? Int == 7)
  #expect(found["log_loss_difference"] is NSNull)
}

@Test func `what cannot be compared is refused with a reason`() throws {
  let folder = try TemporaryFolder()
  let good = try folder.write("good.csv", Made.catalog(skipping: 79))
  let apart = try folder.write(
    "apart.csv", "objID,class,true_class\n1,STAR,STAR\n2,GALAXY,GALAXY\n")
  let twice = try folder.write("twice.csv", "objID,class\n1,STAR\n1,GALAXY\n")
  let blank = try folder.write("blank.csv", "objID,class\n1,STAR\n,GALAXY\n")
  let nameless = try folder.write("nameless.csv", "ra,class\n1.5,STAR\n2.5,GALAXY\n")
  let strange = try folder.write(
    "strange.csv",
    Made.catalog(skipping: 79, truth: false).replacing("STAR", with: "cat")
      .replacing("GALAXY", with: "dog"))
  let contradicting = try folder.write(
    "contradicting.csv",
    Made.catalog(skipping: 79).replacing(",GALAXY\n", with: ",QSO\n"))
  let html = try folder.write("page.fits", "<!DOCTYPE html><html>not found</html>")
  let truth = ["--truth", "true_class"]
  let cases: [(arguments: [String], status: Int32, word: String)] = [
    ([good], 64, "two catalogs"),
    ([good, folder.file("absent.fits")], 66, "absent.fits"),
    ([good, html], 65, "HTML"),
    ([good, good, "--truth", "nothing"], 65, "nothing"),
    ([good, good, "--magnitude", "nothing"], 65, "nothing"),
    ([good, good, "--magnitude", "class"], 65, "no numbers"),
    ([good, good, "--identifier", "nothing"], 65, "nothing"),
    ([good, good, "--predicted", "nothing"], 65, "nothing"),
    ([good, good, "--names", "a"], 64, "--names"),
    ([good, good, "--names", "a,a"], 64, "--names"),
    ([good, good, "--completeness", "0"], 64, "--completeness"),
    ([good, good, "--completeness", "nan"], 64, "--completeness"),
    ([good, apart], 65, "no object"),
    ([good, twice], 65, "share the identifier"),
    ([good, blank], 65, "row 2"),
    ([good, nameless], 65, "--identifier"),
    ([good, strange] + truth, 65, "nothing in common"),
    ([good, contradicting] + truth, 65, "another catalog"),
  ]
  for (arguments, status, word) in cases {
    let (process, output, messages) = try Program.start(
      ["compare"] + arguments + ["--report", folder.file("none")])
    let text = String(
      decoding: messages.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    _ = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    #expect(process.terminationStatus == status, "\(arguments): \(text)")
    #expect(text.contains(word), "\(arguments): \(text)")
    #expect(!FileManager.default.fileExists(atPath: folder.file("none/compare.html")))
  }
}
