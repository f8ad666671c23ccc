public import Files

/// A FITS file, open and checked: every unit's size agrees with the file's.
///
///     let file = try FITSFile("survey.fits.gz")
///     for unit in file.units { print(unit.index, unit.kind, unit.name ?? "") }
///     let table = try file.table()
///
/// Compressed input (gzip, bzip2) is inflated to a temporary file under a limit. Names are
/// taken as they are: nothing in them is expanded, fetched or executed.
public struct FITSFile: ~Copyable {
  /// Larger units are not read when the file is opened; in bytes.
  static let sizeCheckedAtOnce: Int64 = 64 << 20

  /// As the caller named it.
  public let path: String
  public let units: [HDU]
  /// Whether the file had to be inflated.
  public let isCompressed: Bool
  let bytes: FileBytes
  private let inflated: InflatedFile

  /// - Throws: `SkysortError` where the file is missing, something else, damaged, or shorter
  ///   or longer than its headers say.
  public init(_ path: String, limit: InflationLimit = .standard) throws(SkysortError) {
    let probe = try FileProbe(path)
    try Self.requireKind(probe.kind, [.fits, .gzip, .bzip2], path: path)
    let isCompressed = probe.kind != .fits
    let inflated = try InflatedFile(probe, limit: limit)
    let bytes = try FileBytes(plainPath: inflated.path, path: path)
    if isCompressed {
      let head = try bytes.read(at: 0, count: Int(min(bytes.size, Int64(FileKind.headLength))))
      try Self.requireKind(FileKind(head: head), [.fits], path: path)
    }
    let units = try FileWalker(bytes).walk()
    for unit in units where unit.paddedSize <= Self.sizeCheckedAtOnce {
      try Checksum(unit: unit).verify(bytes)
    }
    self.path = path
    self.units = units
    self.isCompressed = isCompressed
    self.bytes = bytes
    self.inflated = inflated
  }

  /// Checks every unit's `DATASUM` and `CHECKSUM`, also the large ones, which are else checked
  /// while their rows are read.
  ///
  /// - Throws: `SkysortError` where a checksum is wrong; an absent one is fine.
  public func verifyChecksums() throws(SkysortError) {
    for unit in units where unit.paddedSize > Self.sizeCheckedAtOnce {
      try Checksum(unit: unit).verify(bytes)
    }
  }

  private static func requireKind(
    _ kind: FileKind, _ expected: Set<FileKind>, path: String
  ) throws(SkysortError) {
    guard !expected.contains(kind) else { return }
    throw SkysortError(
      path: path, problem: "is not a FITS file but \(kind.explanation)",
      fix: "Name a FITS file.", exitCode: .badData)
  }
}
