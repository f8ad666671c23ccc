import Evaluation
import Foundation
import Reports
import Testing

/// Made rows as two classifications of different quality.
private enum Made {
  static let rowCount = 600

  static func rows(hasTruth: Bool = true, hasProbabilities: Bool = true) -> ComparedRows {
    let made = MadeReport.predictions(rows: rowCount)
    let classCount = made.classes.count
    var worse = made.probabilities ?? []
    for row in stride(from: 0, to: rowCount, by: 5) {
      worse.swapAt(classCount * row, classCount * row + 1)
    }
    let turned = LabelledPredictions(
      classes: made.classes, truth: made.truth, probabilities: worse)
    return ComparedRows(
      classes: made.classes, identifiers: (0..<rowCount).map { "source <\($0)>" },
      truth: hasTruth ? made.truth : nil, magnitude: made.magnitude,
      classifications: [
        .init(
          name: "first & best", predicted: made.predicted,
          probabilities: hasProbabilities ? made.probabilities : nil),
        .init(name: "second", predicted: turned.predicted, probabilities: worse),
      ])
  }

  static func report(
    _ rows: ComparedRows = rows(), context: ComparisonReport.Context = .init()
  ) -> ComparisonReport {
    var options = EvaluationOptions()
    options.resamples = 20
    return ComparisonReport(CatalogComparison(of: rows, options: options), context: context)
  }
}

private func sections(_ report: ComparisonReport) -> [String] {
  PageReader(report.html()).all("section").compactMap { $0.attributes["id"] }
}

@Test func `a comparison with everything known has every section`() {
  var context = ComparisonReport.Context()
  context.leftOut = [
    .init(catalog: "second", unmatched: 2, examples: ["a", "b"], unlabelled: 0)
  ]
  context.inputs = [.init(path: "a.fits", sha256: "ab12", rows: 600)]
  let report = Made.report(context: context)
  #expect(PageReader(report.html()).failure == nil)
  #expect(
    sections(report) == [
      "summary", "differences", "magnitude", "agreement", "flipped", "left-out", "provenance",
    ])
}

@Test func `without truth a comparison tells agreement only`() {
  #expect(sections(Made.report(Made.rows(hasTruth: false))) == ["summary", "agreement", "flipped"])
}

@Test func `a catalog of labels is drawn beside one with probabilities`() {
  let reader = PageReader(Made.report(Made.rows(hasProbabilities: false)).html())
  #expect(reader.failure == nil)
  #expect(reader.text.contains("Purity of GALAXY at 95"))
}

@Test func `a page lists fifty flips and shows their images`() {
  // The smallest thing that begins as a PNG does.
  let png: [UInt8] =
    [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13, 73, 72, 68, 82]
    + [0, 0, 0, 8, 0, 0, 0, 8]
  var context = ComparisonReport.Context()
  let flips = Made.report().comparison.pairs[0].flips
  #expect(flips.count > 50)
  let withImage = Made.report().withImageRows
  for row in withImage { context.thumbnails[row] = PortableImage(png: png) }
  let page = Made.report(context: context).html()
  let reader = PageReader(page)
  #expect(reader.all("img").count == withImage.count)
  #expect(withImage.count > 12 && withImage.count <= 36)
  #expect(reader.text.contains("Shown are the first 50"))
}

@Test func `a comparison's bytes are the same each time, and its JSON says what the page says`()
  throws
{
  let report = Made.report()
  #expect(report.html() == Made.report().html())
  #expect(report.json() == Made.report().json())
  let object = try #require(
    try JSONSerialization.jsonObject(with: Data(report.json().utf8)) as? [String: Any])
  #expect(object["matched"] as? Int == Made.rowCount)
  #expect((object["metrics"] as? [[String: Any]])?.count == 2)
  let pair = try #require((object["pairs"] as? [[String: Any]])?.first)
  #expect(pair["accuracy_difference"] is Double)
  #expect((pair["mcnemar"] as? [String: Any])?["p"] is Double)
  #expect(object["magnitude"] is [String: Any])
}

@Test func `a comparison of nothing has a page`() {
  let nothing = ComparedRows.Classification(name: "a", predicted: [])
  let report = Made.report(
    ComparedRows(
      classes: [], identifiers: [], truth: nil,
      classifications: [nothing, .init(name: "b", predicted: [])]))
  let reader = PageReader(report.html())
  #expect(reader.failure == nil)
  #expect(reader.text.contains("No row was compared."))
}
