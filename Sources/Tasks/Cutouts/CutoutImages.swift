import FITS
import Files
import Images
import Models
import Sky

/// An image that cutouts are taken from.
public struct CutImage: Sendable, Encodable {
  public let path: String
  public let band: String
  /// Where in the file, counted from 0, and its `EXTNAME`.
  public let hdu: Int
  public let name: String?
  /// Pixels.
  public let width: Int
  public let height: Int
  /// File and unit; `nil` where there is none.
  public let mask: String?
}

/// The images of a ``CutoutTask``, opened: those of one band are its tiles, in the order of the
/// first mention.
struct CutoutImages {
  private(set) var bands: [CutoutBand] = []
  private(set) var images: [CutImage] = []
  private(set) var failed: [FailedInput] = []

  private let task: CutoutTask
  private var names: [Band] = []
  /// What is to be said of files: of the first, and of how many more.
  private var notes: [(text: String, path: String, more: Int)] = []
  private var tiles: [Band: [CutoutTile]] = [:]

  /// - Throws: `SkysortError` where no image can be used, or one that nothing stands in for: of
  ///   several parts of the sky some may be missing.
  init(_ task: CutoutTask) throws {
    self.task = task
    let choices = try Self.files(of: task.images)
    try checkMasks(choices)
    var errors: [(choice: ImageChoice, error: SkysortError)] = []
    for (index, choice) in choices.enumerated() {
      do {
        try open(choice, mask: task.masks.isEmpty ? nil : task.masks[index])
      } catch let error as SkysortError where error.exitCode != .usage && FailedInput.isOne(error) {
        errors.append((choice, error))
      }
    }
    bands = names.map { CutoutBand($0, tiles: tiles[$0] ?? []) }
    try checkParts(errors, arePartsNamed: choices.count == task.images.count)
    failed = errors.map { FailedInput(path: $0.choice.path, $0.error) }
  }

  /// What is said of many files is said once.
  var warnings: [String] {
    notes.map { "\($0.path)\($0.more == 0 ? "" : " and \($0.more) more"): \($0.text)." }
  }

  private mutating func note(_ text: String, of path: String) {
    if let index = notes.firstIndex(where: { $0.text == text }) {
      notes[index].more += 1
    } else {
      notes.append((text, path, 0))
    }
  }

  /// A folder stands for its FITS images.
  private static func files(of choices: [ImageChoice]) throws -> [ImageChoice] {
    try choices.flatMap { choice -> [ImageChoice] in
      guard Paths.isFolder(choice.path) else { return [choice] }
      let names = try ImageFiles.images(in: choice.path).filter { $0.lowercased().contains(".fit") }
      guard !names.isEmpty else {
        throw SkysortError(
          path: choice.path, problem: "the folder holds no FITS image",
          fix: "Images end in .fits, .fit, .fits.gz, .fits.fz or .fits.bz2.", exitCode: .noInput)
      }
      return names.map { ImageChoice(band: choice.band, path: Paths.join(choice.path, $0)) }
    }
  }

  private func checkMasks(_ choices: [ImageChoice]) throws(SkysortError) {
    guard task.masks.isEmpty || task.masks.count == choices.count else {
      throw SkysortError(
        path: "cutouts",
        problem: "there are \(task.masks.count) masks for \(choices.count) images",
        fix: "Name one mask for each image, in their order.", exitCode: .usage)
    }
  }

  /// - Parameter arePartsNamed: Whether each image was named by itself.
  private func checkParts(
    _ errors: [(choice: ImageChoice, error: SkysortError)], arePartsNamed: Bool
  ) throws {
    guard let first = errors.first else { return }
    let hasParts = !arePartsNamed || bands.contains { $0.tiles.count > 1 }
    guard !bands.isEmpty, hasParts else { throw first.error }
    for (choice, error) in errors {
      if let band = choice.band, tiles[Band(band)] == nil { throw error }
    }
  }

  private mutating func open(_ choice: ImageChoice, mask: String?) throws {
    let reading = try choice.read(task.hdu.map { ImageSelector($0) }, plane: task.plane)
    var found: [(ImageChoice.Plane, CutoutTile)] = []
    for plane in reading.planes { found.append((plane, try tile(plane, mask))) }
    let count = found.count
    if found.allSatisfy({ $0.1.coordinates != nil }) {
      for unit in reading.others {
        for plane in try choice.read(.hdu(unit.index), plane: task.plane).planes {
          let tile = try tile(plane, mask)
          let isNew = tile.coordinates != nil && !found.contains { $0.1.showsSame(as: tile) }
          if isNew { found.append((plane, tile)) }
        }
      }
    }
    for (plane, tile) in found { try add(plane, tile, isNamed: choice.band != nil) }
    if found.count > count {
      let units = found.map(\.0.unit.label).joined(separator: ", ")
      note("\(units) were read as parts of the sky", of: choice.path)
    } else if let text = reading.note {
      note(text, of: choice.path)
    }
  }

  private mutating func tile(_ plane: ImageChoice.Plane, _ mask: String?) throws -> CutoutTile {
    guard let (found, meaning) = try maskPlane(of: plane, mask) else {
      return try CutoutTile(plane.image, plane: plane.plane)
    }
    return try CutoutTile(plane.image, plane: plane.plane, mask: found.image, meaning: meaning)
  }

  /// The mask named, or the file's own, unless that marks more than half of the pixels.
  private mutating func maskPlane(
    of plane: ImageChoice.Plane, _ file: String?
  ) throws -> (ImageChoice.Plane, MaskMeaning)? {
    guard task.maskHDU != DetectionTask.noCompanion else { return nil }
    let choice = ImageChoice(path: file ?? plane.image.path)
    if file != nil || task.maskHDU != nil {
      let found = try choice.read(task.maskHDU.map { ImageSelector($0) }).planes[0]
      return (found, found.maskMeaning)
    }
    guard let own = plane.companions.mask else { return nil }
    let found = try choice.read(.hdu(own.hdu)).planes[0]
    if let text = try own.meaning.doubt(of: found) {
      note(text, of: plane.image.path)
      return nil
    }
    return (found, own.meaning)
  }

  private mutating func add(
    _ plane: ImageChoice.Plane, _ tile: CutoutTile, isNamed: Bool
  ) throws {
    if tiles[plane.band] == nil { names.append(plane.band) }
    if !isNamed { try checkDistinct(tile, from: tiles[plane.band] ?? [], band: plane.band) }
    tiles[plane.band, default: []].append(tile)
    for text in plane.companions.notes where text.contains("--mask-hdu") && task.maskHDU == nil {
      note(text, of: plane.image.path)
    }
    images.append(
      CutImage(
        path: plane.image.path, band: plane.band.rawValue, hdu: plane.unit.index,
        name: plane.unit.name, width: plane.image.width, height: plane.image.height,
        mask: tile.mask.map { "\($0.path), HDU \($0.index)" }))
  }

  /// - Throws: `SkysortError` where two images of one band show the same pixels, so that one of
  ///   them surely is of another band.
  private func checkDistinct(
    _ tile: CutoutTile, from others: [CutoutTile], band: Band
  ) throws(SkysortError) {
    guard let twin = others.first(where: { $0.showsSame(as: tile) }) else { return }
    let (path, other) = (tile.image.path, twin.image.path)
    throw SkysortError(
      path: path,
      problem: "shows the same sky as \(other), and both say they are of band \(band)",
      fix: "Tell their bands, as in --image g=\(other),r=\(path).", exitCode: .usage)
  }
}
