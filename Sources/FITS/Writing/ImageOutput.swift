public import Files
import Synchronization

/// An image of a file being written, whose pixels any number of threads may fill in any order.
public final class ImageOutput: Sendable {
  /// Lengths of the axes, fastest first.
  public let shape: [Int]
  public let storage: PixelStorage
  public let pixelCount: Int
  let header: ImageHeader
  let headerOffset: Int64
  let headerSize: Int
  private let file: OutputDescriptor
  private let progress = Mutex(Progress())

  private struct Progress {
    var sum = DataSum()
    var written = WrittenRanges()
    var isFinished = false
  }

  /// Bytes of one call to the system; the copy stays in the processor's cache.
  private static let blockSize = 256 << 10

  init(_ header: ImageHeader, at offset: Int64, in file: OutputDescriptor) throws(SkysortError) {
    precondition(
      header.shape.count < 1000 && header.shape.allSatisfy { $0 >= 0 },
      "expected lengths of axes, found \(header.shape)")
    var size: (partialValue: Int, overflow: Bool) = (header.shape.isEmpty ? 0 : 1, false)
    for length in header.shape + [header.format.byteCount] where !size.overflow {
      size = size.partialValue.multipliedReportingOverflow(by: length)
    }
    guard !size.overflow, size.partialValue <= 1 << 60 else {
      throw SkysortError(
        path: file.path, problem: "an image of \(header.shape) pixels is larger than files can be",
        fix: "Ask for a smaller image.", exitCode: .usage)
    }
    shape = header.shape
    storage = PixelStorage(header.format, isShifted: header.isShifted)
    pixelCount = size.partialValue / header.format.byteCount
    headerOffset = offset
    headerSize = header.sealed(dataSum: 0).count
    self.header = header
    self.file = file
  }

  private var dataOffset: Int64 { headerOffset + Int64(headerSize) }

  /// Of header, pixels and padding.
  var unitSize: Int64 {
    let size = Int64(pixelCount * storage.format.byteCount)
    return Int64(headerSize) + (size + DataExtent.block - 1) / DataExtent.block * DataExtent.block
  }

  /// Writes a run of pixels; safe on many threads at once.
  ///
  /// Numbers must be of the image's type; `Float` and `Double` are turned into each other.
  ///
  /// - Parameters:
  ///   - pixels: In the image's order, fastest axis first.
  ///   - offset: Pixels in front of them. Each pixel is written once at most; those never
  ///     written are 0.
  public func write<Pixel: OutputPixel>(
    _ pixels: UnsafeBufferPointer<Pixel>, at offset: Int
  ) throws(SkysortError) {
    precondition(
      offset >= 0 && offset <= pixelCount - pixels.count,
      "expected pixels inside \(shape), found \(pixels.count) at \(offset)")
    let encoder = PixelEncoder(source: Pixel.storage, target: storage)
    precondition(encoder.isLegal, "expected pixels of \(storage), found \(Pixel.storage)")
    claim(offset..<(offset + pixels.count))
    let sum = try unsafe put(UnsafeRawBufferPointer(pixels), at: offset, encoder)
    progress.withLock { $0.sum.add(sum) }
  }

  public func write<Pixel: OutputPixel>(_ pixels: [Pixel], at offset: Int) throws(SkysortError) {
    try unsafe pixels.span.withUnsafeBufferPointer { (buffer) throws(SkysortError) in
      try unsafe write(buffer, at: offset)
    }
  }

  private func claim(_ range: Range<Int>) {
    let isNew = progress.withLock { progress in
      precondition(!progress.isFinished, "expected pixels before the file is finished")
      return progress.written.insert(range)
    }
    precondition(isNew, "expected each pixel once, found \(range) twice")
  }

  /// - Returns: The sum of what was written, at its place in the data.
  private func put(
    _ pixels: UnsafeRawBufferPointer, at offset: Int, _ encoder: PixelEncoder
  ) throws(SkysortError) -> DataSum {
    let sourceWidth = encoder.source.format.byteCount
    let width = storage.format.byteCount
    let count = pixels.count / sourceWidth
    let perBlock = min(count, Self.blockSize / width)
    let start = Int64(offset * width)
    var sum = DataSum(at: start)
    let buffer = AlignedBuffer(size: max(1, perBlock * width))
    for first in stride(from: 0, to: count, by: max(1, perBlock)) {
      let end = min(count, first + perBlock)
      let piece = unsafe UnsafeRawBufferPointer(
        rebasing: pixels[(first * sourceWidth)..<(end * sourceWidth)])
      let bytes = unsafe UnsafeMutableRawBufferPointer(
        rebasing: buffer.bytes[..<((end - first) * width)])
      unsafe encoder.encode(piece, into: bytes)
      unsafe sum.add(UnsafeRawBufferPointer(bytes))
      try unsafe file.write(
        UnsafeRawBufferPointer(bytes), at: dataOffset + start + Int64(first * width))
    }
    return sum
  }

  /// Writes the header; from here on pixels are refused.
  func finish() throws(SkysortError) {
    let gaps = progress.withLock { progress in
      progress.isFinished = true
      return storage.isShifted ? progress.written.gaps(of: pixelCount) : []
    }
    for gap in gaps { try fill(gap) }
    let sum = progress.withLock { $0.sum }
    try file.write(header.sealed(dataSum: sum.value), at: headerOffset)
  }

  /// Zeros of shifted integers are no zeros in the file.
  private func fill(_ gap: Range<Int>) throws(SkysortError) {
    let width = storage.format.byteCount
    let perBlock = Self.blockSize / width
    var zeros = [UInt8](repeating: 0, count: min(gap.count, perBlock) * width)
    for start in stride(from: 0, to: zeros.count, by: width) { zeros[start] = 0x80 }
    for first in stride(from: gap.lowerBound, to: gap.upperBound, by: perBlock) {
      let piece = Array(zeros.prefix(min(perBlock, gap.upperBound - first) * width))
      var sum = DataSum(at: Int64(first * width))
      sum.add(piece)
      try file.write(piece, at: dataOffset + Int64(first * width))
      progress.withLock { $0.sum.add(sum) }
    }
  }
}
