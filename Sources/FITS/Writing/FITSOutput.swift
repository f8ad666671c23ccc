public import Files

/// A FITS file of any number of units, which appears whole or not at all.
///
///     var output = try FITSOutput(path: "cutouts.fits")
///     let cutouts = try output.appendImage(
///       shape: [64, 64, 3, 1000], .init(.float32), name: "CUTOUTS", cards: coordinates)
///     let encoder = try output.appendTable(columns: columns, name: "CATALOG")
///     try cutouts.write(pixels, at: 0)  // from any thread
///     try output.append(encoder.encode(nil, rowCount: 1000, columns: values))
///     try output.finish()
///
/// The first unit is the primary one; a table in its place gets an empty one in front. Pixels of
/// all images may be written until the file is finished, rows of a table until the next unit is
/// appended. Sums are kept piece by piece; every unit carries `DATASUM` and `CHECKSUM`.
public struct FITSOutput: ~Copyable {
  public let path: String
  private let file: AtomicFile
  private let descriptor: OutputDescriptor
  private var tail: FileTail
  private var images: [ImageOutput] = []
  private var table: TableSection?

  /// - Throws: `SkysortError`; with exit code 75 where another run is writing the target.
  public init(path: String) throws(SkysortError) {
    let file = try AtomicFile(path: path)
    let descriptor = try OutputDescriptor(file)
    tail = FileTail(descriptor)
    self.path = path
    self.file = file
    self.descriptor = descriptor
  }

  /// Begins an image.
  ///
  /// - Parameters:
  ///   - shape: Lengths of the axes, fastest first; empty for a unit without data.
  ///   - storage: How pixels are stored. `BSCALE` and `BZERO` among the cards scale what is not
  ///     shifted; the pixels are then given as stored.
  ///   - name: `EXTNAME`.
  ///   - cards: Further keywords; those that follow from the shape and the storage are left out.
  /// - Returns: Where to write the pixels.
  public mutating func appendImage(
    shape: [Int], _ storage: PixelStorage, name: String? = nil, cards: [OutputEntry] = [],
    history: [String] = []
  ) throws(SkysortError) -> ImageOutput {
    try finishTable()
    let header = ImageHeader(
      isPrimary: tail.size == 0, shape: shape, format: storage.format,
      isShifted: storage.isShifted, name: name, entries: cards, history: history)
    let image = try ImageOutput(header, at: tail.size, in: descriptor)
    try descriptor.reserve(image.unitSize, at: tail.size)
    try tail.skip(image.unitSize)
    images.append(image)
    return image
  }

  /// Begins a binary table.
  ///
  /// - Returns: What turns cells into rows for ``append(_:)``.
  public mutating func appendTable(
    columns: [OutputColumn], name: String? = nil, cards: [OutputEntry] = [],
    history: [String] = []
  ) throws(SkysortError) -> TableRowEncoder {
    try finishTable()
    if tail.size == 0 { try tail.append(ImageHeader.empty.sealed(dataSum: 0)) }
    let names = name.map { [OutputEntry("EXTNAME", .string($0))] } ?? []
    let section = try TableSection(
      TablePlan(source: nil, columns: columns, entries: names + cards, history: history),
      path: path, to: &tail)
    let encoder = section.encoder
    table = consume section
    return encoder
  }

  /// Adds rows to the table appended last.
  public mutating func append(_ rows: PackedRows) throws(SkysortError) {
    precondition(table != nil, "expected a table to be the last unit, found an image or none")
    try table?.append(rows, to: &tail)
  }

  /// Appends a whole table.
  public mutating func appendTable(
    columns: [OutputColumn], cells: [DecodedColumn], rowCount: Int, name: String? = nil,
    cards: [OutputEntry] = [], history: [String] = []
  ) throws(SkysortError) {
    let encoder = try appendTable(columns: columns, name: name, cards: cards, history: history)
    try append(encoder.encode(nil, rowCount: rowCount, columns: cells))
  }

  /// Completes all headers, brings the file to the disk and gives it its name.
  public consuming func finish() throws(SkysortError) {
    try finishTable()
    if tail.size == 0 { try tail.append(ImageHeader.empty.sealed(dataSum: 0)) }
    try tail.flush()
    for image in images { try image.finish() }
    try descriptor.extend(to: tail.size)
    try file.commit()
  }

  private mutating func finishTable() throws(SkysortError) {
    guard let section = table.take() else { return }
    let (header, offset) = try section.finish(to: &tail)
    try tail.flush()
    try descriptor.write(header, at: offset)
  }
}
