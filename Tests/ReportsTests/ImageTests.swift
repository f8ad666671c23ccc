import Evaluation
import Foundation
import Testing

@testable import Reports

/// A grey PNG of one pixel.
private let png: [UInt8] = [
  0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0x00, 0x00, 0x00, 0x0D, 0x49, 0x48, 0x44, 0x52,
  0x00, 0x00, 0x00, 0x01, 0x00, 0x00, 0x00, 0x01, 0x08, 0x00, 0x00, 0x00, 0x00, 0x3A, 0x7E, 0x9B,
  0x55, 0x00, 0x00, 0x00, 0x0A, 0x49, 0x44, 0x41, 0x54, 0x78, 0x9C, 0x63, 0x68, 0x00, 0x00, 0x00,
  0x82, 0x00, 0x81, 0x77, 0xCD, 0x72, 0xB6, 0x00, 0x00, 0x00, 0x00, 0x49, 0x45, 0x4E, 0x44, 0xAE,
  0x42, 0x60, 0x82,
]

/// A report with every kind of image.
private func report(
  identifier: @escaping @Sendable (Int) -> String = { "source \($0)" },
  changing change: (inout ImageGallery) -> Void = { _ in }
) -> ValidationReport {
  var predictions = MadeReport.predictions(rows: 200)
  predictions.identifier = identifier
  var gallery = ImageGallery()
  for row in ImageSelection(of: predictions).rows {
    gallery.thumbnails[row] = PortableImage(png: png)
  }
  gallery.filters = [PortableImage(png: png), PortableImage(png: png)]
  gallery.occlusions = [
    .init(
      row: ImageSelection(of: predictions).mistakes[0], rows: 2, columns: 3,
      drops: [0.5, -0.25, 0, .nan, 0.125, 0.0001])
  ]
  gallery.changes = [
    .init(
      identifier: identifier(3), original: PortableImage(png: png),
      changed: [PortableImage(png: png)])
  ]
  change(&gallery)
  var context = MadeReport.context
  context.images = gallery
  return MadeReport.report(predictions, context: context)
}

private let page = report().html()

struct ImageSelectionTests {
  private let predictions = LabelledPredictions(
    classes: ["A", "B"], truth: [0, 0, 1, 1, 0, 1, 0],
    probabilities: [
      0.9, 0.1, 0.2, 0.8, 0.7, 0.3, 0.1, 0.9, 0.9, 0.1, 0.95, 0.05, 0.2, 0.8,
    ])

  @Test func `the surest come first, equals in the table's order`() {
    let selection = ImageSelection(of: predictions)
    #expect(selection.mistakes == [5, 1, 6, 2])
    #expect(selection.surest == [[0, 4], [3]])
    #expect(
      selection.confusions == [
        .init(truth: 0, predicted: 1, count: 2, rows: [1, 6]),
        .init(truth: 1, predicted: 0, count: 2, rows: [5, 2]),
      ])
    #expect(selection.rows == [0, 1, 2, 3, 4, 5, 6])
  }

  @Test func `no more than asked for are chosen`() {
    var limits = ImageSelection.Limits()
    limits.mistakes = 1
    limits.surestPerClass = 1
    limits.confusions = 1
    limits.rowsPerConfusion = 1
    let selection = ImageSelection(of: predictions, limits: limits)
    #expect(selection.rows == [0, 1, 3, 5])
    #expect(selection.confusions.map(\.count) == [2])
  }

  @Test func `probabilities that are not finite count as least sure`() {
    let predictions = LabelledPredictions(
      classes: ["A", "B"], truth: [0, 0], predicted: [1, 1],
      probabilities: [.nan, .nan, 0.4, 0.6])
    #expect(ImageSelection(of: predictions).mistakes == [1, 0])
    let none = LabelledPredictions(classes: ["A", "B"], truth: [0, 1], predicted: [1, 0])
    #expect(ImageSelection(of: none).mistakes == [0, 1])
  }
}

struct ImageSectionTests {
  @Test func `the page holds its images and is well-formed`() {
    let reader = PageReader(page)
    #expect(reader.failure == nil)
    let images = reader.all("img")
    let source = "data:image/png;base64," + Data(png).base64EncodedString()
    #expect(images.count > 40)
    for image in images {
      #expect(image.attributes["src"] == source)
      #expect(image.attributes["alt"]?.isEmpty == false)
      #expect(image.attributes["width"] == "1")
    }
    var rest = page.replacing(source, with: "")
    for space in ["http://www.w3.org/2000/svg", "http://www.w3.org/1999/xhtml"] {
      rest = rest.replacing(space, with: "")
    }
    for word in ["http:", "https:", "//", "url(", "<script", "<link"] {
      #expect(!rest.contains(word), "\(word)")
    }
  }

  @Test func `figures are numbered through, galleries among them`() {
    let figures = PageReader(page).all("figure").compactMap { $0.attributes["id"] }
    #expect(figures == (1...figures.count).map { "figure-\($0)" })
    #expect(figures.count == 15)
  }

  @Test func `a mistake tells both classes, the probability and the source`() {
    let predictions = MadeReport.predictions(rows: 200)
    let row = ImageSelection(of: predictions).mistakes[0]
    let (truth, called) = (predictions.truth[row], predictions.predicted[row])
    let probability = predictions.probabilities?[row * 3 + called] ?? 0
    let text = PageReader(page).text
    #expect(
      text.contains(
        "\(MadeReport.classes[truth])→ \(MadeReport.classes[called]) "
          + Numeral.fixed(Double(probability), 3) + "source \(row)"))
  }

  @Test func `squares are orange where covering hurts and blue where it helps`() {
    let squares = PageReader(page).all("rect").filter {
      ["needed", "opposed"].contains($0.attributes["class"])
    }
    #expect(squares.map { $0.attributes["class"] } == ["needed", "opposed", "needed"])
    #expect(squares.map { $0.attributes["fill-opacity"] } == ["0.60", "0.30", "0.15"])
    #expect(squares.map { $0.attributes["x"] } == ["0", "1", "1"])
    #expect(squares.map { $0.attributes["y"] } == ["0", "0", "1"])
  }

  @Test func `nothing is marked where covering changes nothing`() {
    let page = report(changing: { gallery in
      let row = gallery.occlusions[0].row
      gallery.occlusions = [.init(row: row, rows: 1, columns: 2, drops: [0, .nan])]
    }).html()
    #expect(PageReader(page).failure == nil)
    #expect(!page.contains("fill-opacity=\"nan"))
    #expect(!page.contains("class=\"needed\""))
  }

  @Test func `sections without images are left out`() {
    let reader = PageReader(MadeReport.report().html())
    let sections = reader.all("section").compactMap { $0.attributes["id"] }
    #expect(!sections.contains("images") && !sections.contains("network"))
    let bare = report(changing: { gallery in
      gallery.thumbnails = [:]
      gallery.filters = []
      gallery.changes = []
    })
    let left = PageReader(bare.html()).all("section").compactMap { $0.attributes["id"] }
    #expect(left == sections)
  }

  @Test func `a hostile source stays text`() {
    let page = report(identifier: { "\"><script>\($0)</script>" }).html()
    let reader = PageReader(page)
    #expect(reader.failure == nil)
    #expect(reader.all("script").isEmpty)
    #expect(reader.text.contains("\"><script>3</script>"))
  }

  @Test func `images are on the page only`() {
    #expect(report().json() == report(changing: { $0 = ImageGallery() }).json())
  }
}
