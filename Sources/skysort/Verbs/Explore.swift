import ArgumentParser
import Explorer
import Files
import FoundationEssentials
import Glibc
import Images
import Models
import Tables
import Tasks

struct Explore: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Shows a latent space as a page in your browser.",
    discussion: """
      The table is what `encode` and `project` write, or any table with two columns of numbers. \
      Open the printed address: it holds a key that is good until the program ends (Ctrl-C). \
      Nothing leaves this machine, and nothing but this machine's browsers can reach the page.

      Labels given there are kept in an SQLite file beside the table at once, and exported as \
      CSV or FITS for `retrain --labels`.

        skysort explore map.fits --images cutouts/ --model ae.safetensors
        ssh -L 8642:127.0.0.1:8642 far skysort explore latent.fits --port 8642
      """)

  @Argument(help: "A table with places in a latent space: FITS, CSV, TSV or ECSV.")
  var table: String

  @Option(help: "Survey whose conventions the table follows: a name or a YAML file.")
  var survey: String?

  @Option(
    help: """
      Images: a column of paths, a folder of files named by the identifier, or a file of \
      cutouts.
      """)
  var images: String?

  @Option(
    help: "The autoencoder that made the table, to show what it makes of images and places.")
  var model: String?

  @Option(help: "File of the labels (SQLite); beside the table where absent.")
  var labels: String?

  @Option(help: "Port to serve at; any free one where absent.")
  var port = 0

  @Flag(help: "Open the page in the usual browser.")
  var open = false

  @OptionGroup var tables: TableOptions

  @OptionGroup var common: CommonOptions

  func validate() throws {
    try ValidationError.check("--port", port, in: 0...65_535)
  }

  /// One line of JSON for programs that start the explorer.
  private struct Announcement: Encodable {
    let url: String
    let rows: Int
    /// Points that are drawn one by one; 0 where the page begins with densities.
    let shown: Int
    let labels: String
  }

  func run() async throws {
    let reader = try TableFile.open(table, hdu: tables.hdu)
    for warning in reader.warnings { common.say("warning: \(table): \(warning)") }
    let parts = try SurveyChoice(survey).recognise(
      reader.schema, path: table, needsPhotometry: false
    ).columns
    let latent = try LatentTable(reader, parts: parts)
    for warning in latent.warnings { common.say(warning) }
    let images = try images(parts, rowCount: latent.rowCount)
    let drawing = try model.map { try ModelDrawing(path: $0, images: images) }
    let path = labels ?? Self.labelPath(beside: table)
    let lock = try OutputLock(
      path, problem: "is in use by another explorer",
      fix: "Close it, or name another file with --labels.")
    let store = try LabelStore(path, identifier: parts.identifier ?? "row")
    let server = ExplorerServer(
      table: latent, labels: store, images: images,
      reconstruction: images == nil ? nil : drawing, decoder: drawing)
    let shown = latent.rowCount <= ExplorerServer.maximumPoints ? latent.rowCount : 0
    // Keys that nobody can guess come from the system, not from --seed.
    var generator = SystemRandomNumberGenerator()
    try await server.run(port: port, token: AccessToken(using: &generator)) { address in
      try announce(Announcement(url: address, rows: latent.rowCount, shown: shown, labels: path))
    }
    lock.release()
  }

  private func announce(_ announcement: Announcement) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    if common.json {
      try StandardOutput.printJSON(encoder.encode(JSONOutput.Titled(result: announcement)))
    } else {
      try StandardOutput.print(announcement.url)
      common.say("Labels are kept in \(announcement.labels). Ctrl-C ends the explorer.")
    }
    if open { Self.open(announcement.url) }
  }

  /// `latent.labels.sqlite` of `latent.fits`.
  private static func labelPath(beside table: String) -> String {
    let name = Paths.name(of: table)
    let stem = name.split(separator: ".").first.map(String.init) ?? name
    return Paths.join(Paths.folder(of: table), "\(stem).labels.sqlite")
  }

  /// `nil` where the user names none and the table neither.
  private func images(
    _ parts: PhotometryColumns, rowCount: Int
  ) throws -> TableImages? {
    let reader = try TableFile.open(table, hdu: tables.hdu)
    let choice = ImageSourceChoice(images, of: reader, parts)
    let source: any ImageSource
    if images != nil {
      source = try choice.source()
    } else if let found = try? choice.source() {
      source = found
    } else {
      return nil
    }
    let named =
      source.columnNames.isEmpty
      ? Table(columns: [], rowCount: rowCount)
      : try TableFile.read(reader, columns: source.columnNames)
    return TableImages(reader: try source.reader(of: named, firstRow: 0))
  }

  private static func open(_ address: String) {
    let words: [UnsafeMutablePointer<CChar>?] =
      unsafe [strdup("xdg-open"), strdup(address), nil]
    defer { for place in 0..<2 { unsafe free(words[place]) } }
    var process = pid_t()
    _ = unsafe posix_spawnp(&process, "xdg-open", nil, nil, words, environ)
  }
}
