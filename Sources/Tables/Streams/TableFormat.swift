/// A file format of tables.
///
/// Reading goes by a file's content, writing by its ending.
public enum TableFormat: String, Codable, Hashable, Sendable, CaseIterable {
  case fits, csv, tsv, ecsv

  /// The format an output's ending asks for, and whether it is to be compressed.
  ///
  /// - Returns: `nil` where the ending is none of ours.
  public static func forWriting(_ path: String) -> (format: TableFormat, isCompressed: Bool)? {
    let name = path.split(separator: "/").last.map { $0.lowercased() } ?? ""
    let isCompressed = name.hasSuffix(".gz")
    let plain = isCompressed ? name.dropLast(3) : name[...]
    for (ending, format) in endings where plain.hasSuffix(ending) {
      return (format, isCompressed)
    }
    return nil
  }

  /// The endings that can be written, for messages.
  public static let writableEndings = ".fits, .csv, .csv.gz, .tsv, .ecsv"

  private static let endings: [(String, TableFormat)] = [
    (".fits", .fits), (".fit", .fits), (".ecsv", .ecsv), (".csv", .csv), (".tsv", .tsv),
  ]
}

/// Which part of a FITS file holds the table.
public enum HDUSelection: Hashable, Sendable {
  /// Counted from 0, the primary HDU.
  case index(Int)
  /// By `EXTNAME`, capitals ignored; with `,2` behind it, the one whose `EXTVER` is 2.
  case name(String)

  /// - Parameter text: A number, or a name.
  public init(_ text: String) { self = Int(text).map(Self.index) ?? .name(text) }
}
