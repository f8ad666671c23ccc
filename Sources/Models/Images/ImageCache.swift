internal import Files
internal import Images
internal import Preprocessing
internal import Sky

/// The padded crops of a table's images, decoded once, so that epochs cost no decoding.
///
/// The first crops are kept in memory, up to a limit; the others wait in a temporary file, from
/// which reading one costs a small part of decoding it. Their numbers are the same wherever they
/// are.
public struct ImageCache: Sendable {
  /// Bytes of crops kept in memory where nothing else is asked for: room beside a network on a
  /// machine of 8 GB. What the machine has beyond it still holds the file's pages, for as long as
  /// nothing else needs the memory.
  public static let usualMemoryLimit = 2_000_000_000

  let inputs: ImageInputs
  /// By image.
  let flags: [QualityFlags]
  /// By image: whether there is one, with a pixel that was measured.
  private let hasPixels: [Bool]
  /// Of the first images: the scaled crop, shape of ``ImageInputs/shape``.
  private let kept: [[Float]]
  /// Of the images after those; `nil` where there are none.
  private let file: CropFile?

  /// Reads the images of some rows.
  ///
  /// - Parameters:
  ///   - rows: Of the reader's table, one for each image.
  ///   - threads: That read and decode.
  ///   - keepsMissing: Whether numbers that were not measured are NaN, not the mean.
  ///   - memoryLimit: Bytes of crops that are kept in memory.
  /// - Throws: Also where the folder of the temporary file has no room.
  init(
    _ inputs: ImageInputs, reader: any ImageReader, rows: [Int], threads: Int,
    keepsMissing: Bool = false, memoryLimit: Int
  ) async throws(SkysortError) {
    let size = inputs.shape.count
    let keptCount = min(rows.count, memoryLimit / (size * MemoryLayout<Float>.stride))
    let file = try Self.file(count: rows.count - keptCount, size: size)
    let loaded = try ImageBatch.map(Array(rows.indices), threads: threads) {
      image throws(SkysortError) in
      let crop = try ImageBatch.context(
        ofRow: rows[image], reader, inputs, keepsMissing: keepsMissing)
      guard let file, image >= keptCount else { return crop }
      try file.write(crop.numbers, at: image - keptCount)
      return PreparedImage(numbers: [], flags: crop.flags, hasPixels: crop.hasPixels)
    }
    self.inputs = inputs
    self.file = file
    kept = loaded.prefix(keptCount).map(\.numbers)
    flags = loaded.map(\.flags)
    hasPixels = loaded.map(\.hasPixels)
  }

  private static func file(count: Int, size: Int) throws(SkysortError) -> CropFile? {
    guard count > 0 else { return nil }
    return try CropFile(count: count, size: size)
  }

  /// The scaled crop of an image.
  func crop(_ image: Int) throws(SkysortError) -> [Float] {
    guard let file, image >= kept.count else { return kept[image] }
    return try file.crop(at: image - kept.count)
  }

  /// Whether there is an image, with a pixel that was measured.
  func isThere(_ image: Int) -> Bool { hasPixels[image] }

  /// An image with what is doubtful about it.
  func image(_ image: Int) throws(SkysortError) -> PreparedImage {
    PreparedImage(
      numbers: try crop(image), flags: flags[image], hasPixels: hasPixels[image])
  }

  /// Bytes of the crops in memory.
  var memoryUse: Int { kept.reduce(0) { $0 + $1.count * MemoryLayout<Float>.stride } }

  /// Bytes of the crops in the temporary file.
  var fileSize: Int { (flags.count - kept.count) * inputs.shape.count * MemoryLayout<Float>.stride }
}

/// Crops of one size, one after the other in a temporary file; any threads may read and write.
private final class CropFile: Sendable {
  private let file: NamelessFile
  /// Numbers of a crop.
  private let size: Int
  private var stride: Int { size * MemoryLayout<Float>.stride }

  /// Takes the room for all, so that a full disk is told before images are decoded.
  init(count: Int, size: Int) throws(SkysortError) {
    self.size = size
    file = try Self.file(count * size * MemoryLayout<Float>.stride)
  }

  private static func file(_ byteCount: Int) throws(SkysortError) -> NamelessFile {
    let file = try NamelessFile(in: NamelessFile.roomyFolder)
    try file.reserve(byteCount)
    return file
  }

  func write(_ crop: [Float], at index: Int) throws(SkysortError) {
    precondition(crop.count == size, "expected \(size) numbers, found \(crop.count)")
    try unsafe crop.withUnsafeBufferPointer { crop throws(SkysortError) in
      try unsafe file.write(UnsafeRawBufferPointer(crop), at: index * stride)
    }
  }

  func crop(at index: Int) throws(SkysortError) -> [Float] {
    var crop = [Float](repeating: 0, count: size)
    try unsafe crop.withUnsafeMutableBufferPointer { crop throws(SkysortError) in
      try unsafe file.read(into: UnsafeMutableRawBufferPointer(crop), at: index * stride)
    }
    return crop
  }
}
