import Evaluation
import Foundation
import Reports
import Testing

private let page = MadeReport.report().html()

@Test func `the page is well-formed XML`() {
  let reader = PageReader(page)
  #expect(reader.failure == nil)
  #expect(reader.all("section").count == 14)
}

@Test func `the page fetches nothing and runs nothing`() {
  let plain = page.replacing("xmlns=\"http://www.w3.org/2000/svg\"", with: "")
    .replacing("xmlns=\"http://www.w3.org/1999/xhtml\"", with: "")
  for word in ["http:", "https:", "//", "url(", "@import", "<script", "<link", "<img", "src="] {
    #expect(!plain.contains(word), "\(word)")
  }
  let links = PageReader(page).all("a").compactMap { $0.attributes["href"] }
  #expect(!links.isEmpty)
  #expect(links.allSatisfy { $0.hasPrefix("#") })
}

@Test func `every link leads to a section`() {
  let reader = PageReader(page)
  let anchors = reader.all("section").compactMap { $0.attributes["id"] }
  let links = reader.all("a").compactMap { $0.attributes["href"] }
  #expect(links.map { String($0.dropFirst()) } == anchors)
  #expect(Set(anchors).count == anchors.count)
}

@Test func `every figure has a title, a caption and the same data as a table`() {
  let figures = page.split(separator: "<figure").dropFirst().filter { $0.contains("<svg class") }
  #expect(figures.count == 9)
  for (index, figure) in figures.enumerated() {
    #expect(figure.contains("<figcaption><b>Figure \(index + 1). "))
    #expect(figure.contains("<details><summary>Figure \(index + 1) as a table</summary>"))
    #expect(figure.components(separatedBy: "<tr>").count > 2)
  }
  for drawing in PageReader(page).all("svg") where drawing.attributes["aria-hidden"] == nil {
    #expect(drawing.attributes["role"] == "img")
    #expect(drawing.attributes["aria-label"]?.isEmpty == false)
  }
}

@Test func `the page works by day, by night and printed`() {
  #expect(page.contains("@media (prefers-color-scheme:dark)"))
  #expect(page.contains("@media print"))
}

@Test func `classes differ by dash and marker, not by colour alone`() {
  let legend = page.components(separatedBy: "<ul class=\"legend\">")[1]
    .components(separatedBy: "</ul>")[0]
  let entries = legend.components(separatedBy: "<li>").dropFirst().map { entry in
    entry.components(separatedBy: "stroke-dasharray=\"").dropFirst().first?.prefix(6) ?? "solid"
  }
  #expect(entries.count == 3)
  #expect(Set(entries).count == 3)
}

@Test func `the same predictions give the same bytes`() {
  let report = MadeReport.report()
  #expect(report.html() == page)
  #expect(report.json() == MadeReport.report().json())
}

@Test func `no coordinate is undefined`() {
  let paths = PageReader(page).all("path").compactMap { $0.attributes["d"] }
  #expect(paths.count > 50)
  for path in paths {
    #expect(path.unicodeScalars.allSatisfy { "MLHVahvlz-. 0123456789".unicodeScalars.contains($0) })
  }
}

@Test func `a hostile name stays text`() throws {
  let names = ["<script>alert(1)</script>", "\"quoted\" & 'single'", "bell\u{7}\u{0}null"]
  var context = MadeReport.context
  context.title = "</title><b>"
  context.provenance = [.init("Command", "sh -c \"</td>&copy;\"")]
  context.training[0] = TrainingCurve(
    name: "]]><x>", epochs: context.training[0].epochs, bestEpoch: nil)
  let report = MadeReport.report(MadeReport.predictions(classes: names), context: context)
  let reader = PageReader(report.html())
  #expect(reader.failure == nil)
  #expect(reader.all("script").isEmpty)
  #expect(reader.all("x").isEmpty)
  #expect(reader.text.contains("<script>alert(1)</script>"))
  #expect(reader.text.contains("\"quoted\" & 'single'"))
  #expect(reader.text.contains("sh -c \"</td>&copy;\""))
  #expect(reader.text.contains("bell\u{fffd}\u{fffd}null"))
}
