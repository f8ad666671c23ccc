import FoundationEssentials

/// A report, for people (``html()``) and for programs (``json()``).
///
/// The page is one file: drawings and style are inside, nothing is fetched and no script runs.
/// Equal reports give equal bytes.
public struct Report: Sendable {
  public let title: String
  var abstract: String?
  /// In reading order.
  let sections: [ReportSection]
  /// What programs read.
  let payload: any Encodable & Sendable
  /// Seconds after which a viewer should look again; `nil` for a page that stays.
  var refreshInterval: Int?

  /// - Parameters:
  ///   - sections: Those without data are left out.
  ///   - payload: An object.
  init(
    title: String, abstract: String? = nil, sections: [ReportSection?],
    payload: any Encodable & Sendable, refreshInterval: Int? = nil
  ) {
    self.title = title
    self.abstract = abstract
    self.sections = sections.compactMap(\.self)
    self.payload = payload
    self.refreshInterval = refreshInterval
  }

  /// A page that is also well-formed XML.
  public func html() -> String {
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
  public func json() -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    do {
      return String(decoding: try encoder.encode(payload), as: UTF8.self) + "\n"
    } catch {
      preconditionFailure("expected an encodable report, found \(error)")
    }
  }
}

/// Figures that make a report of their own: of a validation, a comparison, a search for settings, a
/// latent space, a reconstruction, a training that runs.
public protocol Reportable: Sendable {
  var report: Report { get }
}

extension Reportable {
  /// A page that is also well-formed XML.
  public func html() -> String { report.html() }

  /// One object, keys in order.
  public func json() -> String { report.json() }
}

/// One object: what a record says, and where it came from.
struct RecordedPayload<Record: Encodable & Sendable>: Encodable, Sendable {
  let record: Record
  let inputs: [ReportContext.InputFile]
  let provenance: [ReportContext.Entry]

  private enum CodingKeys: String, CodingKey { case inputs, provenance }

  func encode(to encoder: any Encoder) throws {
    try record.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(inputs, forKey: .inputs)
    try container.encode(provenance, forKey: .provenance)
  }
}
