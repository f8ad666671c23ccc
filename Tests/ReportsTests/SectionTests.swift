import Evaluation
import Foundation
import Reports
import Sky
import Testing

private func sections(_ report: ValidationReport) -> [String] {
  PageReader(report.html()).all("section").compactMap { $0.attributes["id"] }
}

@Test func `without probabilities or anything else only what is known is shown`() {
  let report = ValidationReport(
    LabelledPredictions(classes: ["A", "B"], truth: [0, 1, 1], predicted: [0, 1, 0]))
  #expect(sections(report) == ["summary", "confusion"])
}

@Test func `an empty catalog has a page that says so`() {
  let report = ValidationReport(
    LabelledPredictions(classes: ["A", "B"], truth: [], probabilities: []))
  let reader = PageReader(report.html())
  #expect(reader.failure == nil)
  #expect(reader.text.contains("No row was evaluated."))
}

@Test(arguments: ["magnitude", "colours", "sky", "flags", "baseline"])
func `a section without data is left out`(section: String) {
  var predictions = MadeReport.predictions(rows: 300)
  #expect(sections(MadeReport.report(predictions)).contains(section))
  switch section {
  case "magnitude": predictions.magnitude = nil
  case "colours": predictions.colours = []
  case "sky": predictions.positions = nil
  case "flags": predictions.flags = nil
  default: predictions.baseline = nil
  }
  #expect(!sections(MadeReport.report(predictions)).contains(section))
}

@Test(arguments: ["training", "split", "published", "provenance"])
func `context that is not given is left out`(section: String) {
  var context = MadeReport.context
  let predictions = MadeReport.predictions(rows: 100)
  #expect(sections(MadeReport.report(predictions, context: context)).contains(section))
  switch section {
  case "training": context.training = []
  case "split": context.checks = []
  case "published": context.published = []
  default:
    context.provenance = []
    context.inputs = []
  }
  #expect(!sections(MadeReport.report(predictions, context: context)).contains(section))
}

@Test func `values that are constant or missing still make a page`() {
  var predictions = MadeReport.predictions(rows: 50)
  predictions.magnitude = .init(name: "r", values: Array(repeating: 17, count: 50))
  predictions.colours = ["a", "b"].map {
    .init(name: $0, values: Array(repeating: .nan, count: 50))
  }
  predictions.positions = Array(
    repeating: SkyPosition(rightAscension: 1, declination: 2), count: 50)
  let reader = PageReader(MadeReport.report(predictions).html())
  #expect(reader.failure == nil)
  #expect(!reader.all("section").contains { $0.attributes["id"] == "colours" })
}

/// A panel is empty where nothing but its axes, or the line of chance, is drawn.
@Test func `no panel is empty, and what is left out is said`() {
  var predictions = MadeReport.predictions(rows: 400)
  // No row has both g − r and r − i.
  for index in 1...2 {
    let name = predictions.colours[index].name
    predictions.colours[index] = .init(
      name: name,
      values: predictions.colours[index].values.enumerated()
        .map { $0.offset % 2 == index - 1 ? $0.element : .nan })
  }
  // Probabilities that know nothing: no curve comes near the corner.
  let classes = MadeReport.classes.count
  let shuffled = predictions.truth.indices.flatMap { row in
    (0..<classes).map { Float((row * 7 + $0 * 13) % 31 + 1) }
  }
  predictions = LabelledPredictions(
    classes: MadeReport.classes, truth: predictions.truth,
    probabilities: stride(from: 0, to: shuffled.count, by: classes).flatMap { start in
      let row = shuffled[start..<start + classes]
      return row.map { $0 / row.reduce(0, +) }
    }
  ).withColours(predictions.colours)
  let text = PageReader(MadeReport.report(predictions).html()).text
  #expect(text.contains("Left out: r − i against g − r"))
  #expect(text.contains("g − r against u − g"))
  #expect(!text.contains("ROC, corner"))
  #expect(text.contains("No curve reaches its upper left corner"))
}

extension LabelledPredictions {
  fileprivate func withColours(_ colours: [Measurement]) -> LabelledPredictions {
    var result = self
    result.colours = colours
    return result
  }
}

@Test func `no cell of a table is blank`() {
  var context = MadeReport.context
  context.provenance += [.init("Hidden layers", ""), .init("Kind", "cnn")]
  context.checks.append(.init("Split", "random"))
  let reader = PageReader(MadeReport.report(context: context).html())
  #expect(!reader.text.contains("Hidden layers") && reader.text.contains("cnn"))
  let html = MadeReport.report(context: context).html()
  for cell in ["></td>", "></th>"] { #expect(!html.contains(cell)) }
}

@Test func `a training that diverged is drawn as far as it went`() throws {
  var context = MadeReport.context
  context.training = [
    TrainingCurve(
      name: "member 1",
      epochs: [
        .init(number: 1, trainingLoss: 0.5), .init(number: 2, trainingLoss: .nan),
        .init(number: 3, trainingLoss: .infinity),
      ])
  ]
  let report = MadeReport.report(MadeReport.predictions(rows: 60), context: context)
  #expect(PageReader(report.html()).failure == nil)
  let object = try #require(
    try JSONSerialization.jsonObject(with: Data(report.json().utf8)) as? [String: Any])
  #expect(Set(object.keys) == ["context", "curves", "metrics"])
}

@Test func `a small field is drawn in degrees and a wide one on the whole sky`() {
  let small = MadeReport.report(MadeReport.predictions(rows: 400, fieldWidth: 15)).html()
  #expect(small.contains("right ascension [deg]"))
  #expect(!small.contains("Mollweide"))
  #expect(MadeReport.report(MadeReport.predictions(rows: 400)).html().contains("Mollweide"))
}

@Test func `a field across right ascension zero is labelled as the sky is`() throws {
  let page = MadeReport.report(MadeReport.predictions(rows: 400, fieldWidth: 15)).html()
  let start = try #require(page.range(of: "<section id=\"sky\">"))
  let section = page[start.upperBound...]
  #expect(section.contains("text-anchor=\"middle\">355</text>"))
  #expect(section.contains("text-anchor=\"middle\">5</text>"))
  #expect(!section.contains("text-anchor=\"middle\">365</text>"))
}

@Test func `many classes fit on the page`() {
  let names = (1...37).map { "class with a long name \($0)" }
  let reader = PageReader(
    MadeReport.report(MadeReport.predictions(rows: 800, classes: names)).html())
  #expect(reader.failure == nil)
}

@Test func `the number of drawn errors is capped and stated`() throws {
  let page = MadeReport.report(MadeReport.predictions(rows: 4000)).html()
  #expect(page.contains("misclassified rows by their true class; shown, by panel, "))
  #expect(page.utf8.count < 900_000)
}

@Test func `sources are named where names are given`() {
  var predictions = MadeReport.predictions(rows: 200)
  predictions.identifier = { "SDSS-\(1_237_648_720_000_000_000 + $0)" }
  #expect(PageReader(MadeReport.report(predictions).html()).text.contains("SDSS-12376487200000"))
}

@Test func `what a training changed is counted and drawn`() {
  var context = MadeReport.context
  #expect(!sections(MadeReport.report(context: context)).contains("changes"))
  context.changes = ClassChanges(
    rows: 10, accuracyBefore: 0.5, accuracy: 0.75, changed: 4, corrected: 3, spoiled: 1,
    classesBefore: ["A", "B"], classes: ["A", "B", "C"], counts: [[4, 1, 1], [0, 2, 2]])
  let report = MadeReport.report(context: context)
  #expect(sections(report).contains("changes"))
  let reader = PageReader(report.html())
  #expect(reader.failure == nil)
  #expect(reader.text.contains("3 became right, 1 became wrong"))
  #expect(report.json().contains("\"accuracy_before\" : 0.5"))
}
