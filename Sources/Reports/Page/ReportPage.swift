import FoundationEssentials

/// A report as one file: drawings and style are inside, nothing is fetched and no script runs.
struct ReportPage: Sendable {
  let title: String
  let abstract: String?
  let sections: [ReportSection]
  /// Seconds after which a viewer should look again; `nil` for a page that stays.
  var refreshInterval: Int?

  /// A page that is also well-formed XML.
  func html() -> String {
    let links = sections.map { section -> Markup in
      "<li><a href=\"#\(section.identifier)\">\(section.title)</a></li>"
    }
    var writer = BlockWriter()
    var body: [Markup] = []
    for section in sections { body.append(writer.markup(section)) }
    let abstract = abstract.map { text -> Markup in "<p class=\"abstract\">\(text)</p>\n" }
    let refresh = refreshInterval.map { seconds -> Markup in
      "<meta http-equiv=\"refresh\" content=\"\(seconds)\"/>\n"
    }
    let page: Markup = """
      <!DOCTYPE html>
      <html lang="en" xmlns="http://www.w3.org/1999/xhtml">
      <head>
      <meta charset="utf-8"/>
      <meta name="viewport" content="width=device-width, initial-scale=1"/>
      <meta name="color-scheme" content="light dark"/>
      \(refresh)<title>\(title)</title>
      <style>
      \(StyleSheet.markup)</style>
      </head>
      <body>
      <header>
      <h1>\(title)</h1>
      \(abstract)<nav><ol>\(links)</ol></nav>
      </header>
      <main>
      \(body)</main>
      </body>
      </html>

      """
    return page.text
  }

  /// The same for programs, keys in order.
  static func json(_ content: some Encodable) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    do {
      return String(decoding: try encoder.encode(content), as: UTF8.self) + "\n"
    } catch {
      preconditionFailure("expected an encodable report, found \(error)")
    }
  }
}
