/// A part of the report under one heading.
struct ReportSection: Sendable {
  /// The heading's anchor, unique on the page.
  let identifier: String
  let title: String
  let blocks: [Block]
}

/// What a section is made of.
enum Block: Sendable {
  case paragraph(Markup)
  case figure(Figure)
  case table(CaptionedTable)
  case gallery(ThumbnailGallery)
}

/// Panels side by side, with what they show in words and in numbers.
struct Figure: Sendable {
  let title: String
  let caption: Markup
  var legend: Legend?
  let panels: [any Panel]
  /// The same data to read and copy.
  let twin: DataTable
}

/// A drawing of one coordinate system.
protocol Panel: Sendable {
  /// An `svg` element.
  func markup() -> Markup
}

struct CaptionedTable: Sendable {
  let title: String
  let caption: Markup
  let table: DataTable
  var isHeaded = true
}

/// Numbers figures and tables in the order they appear.
struct BlockWriter {
  private var figureCount = 0
  private var tableCount = 0

  mutating func markup(_ section: ReportSection) -> Markup {
    var body: [Markup] = []
    for block in section.blocks { body.append(markup(block)) }
    return """
      <section id="\(section.identifier)">
      <h2>\(section.title)</h2>
      \(body)</section>

      """
  }

  private mutating func markup(_ block: Block) -> Markup {
    switch block {
    case .paragraph(let content):
      return "<p>\(content)</p>\n"
    case .figure(let figure):
      figureCount += 1
      return markup(figure, number: figureCount)
    case .gallery(let gallery):
      figureCount += 1
      return gallery.markup(number: figureCount)
    case .table(let table):
      tableCount += 1
      return """
        <figure class="tabular">
        <figcaption><b>Table \(tableCount). \(table.title).</b> \(table.caption)</figcaption>
        <div class="wide">\(table.table.markup(isHeaded: table.isHeaded))</div>
        </figure>

        """
    }
  }

  private func markup(_ figure: Figure, number: Int) -> Markup {
    """
    <figure id="figure-\(number)">
    \(figure.legend?.markup())<div class="panels">
    \(figure.panels.map { $0.markup() })</div>
    <figcaption><b>Figure \(number). \(figure.title).</b> \(figure.caption)</figcaption>
    <details><summary>Figure \(number) as a table</summary>
    <div class="wide">\(figure.twin.markup())</div></details>
    </figure>

    """
  }
}
