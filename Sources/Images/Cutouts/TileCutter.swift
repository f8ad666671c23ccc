import FITS
import Files
import Parallel

/// Makes the cutouts of one image.
struct TileCutter<Pixel: FITSPixel & OutputPixel>: Sendable {
  private let plan: CutoutPlan
  private let band: Int
  private let tileNumber: Int
  private let tile: CutoutTile
  private let renderer: CutoutRenderer
  private let threads: Int
  private let stripSize: Int
  private let cube: ImageOutput

  init(_ extraction: CutoutExtraction, band: Int, tile: Int, cube: ImageOutput) {
    plan = extraction.plan
    self.band = band
    tileNumber = tile
    self.tile = plan.bands[band].tiles[tile]
    renderer = CutoutRenderer(
      size: plan.size, interpolation: extraction.interpolation, width: self.tile.width,
      height: self.tile.height)
    threads = max(1, extraction.threads)
    stripSize = extraction.stripSize
    self.cube = cube
  }

  /// - Parameters:
  ///   - jobs: By their first row.
  ///   - made: Told what was made, some of a strip at a time; may throw to stop.
  func run(_ jobs: [CutoutJob], made: ([(Int, CutoutQuality)]) throws -> Void) throws {
    let rowSize = tile.width * MemoryLayout<Pixel>.stride
    let tallest = jobs.reduce(0) { max($0, $1.rows.count) }
    let capacity = min(tile.height, max(stripSize / rowSize, tallest))
    var schedule = StripSchedule(jobs, capacity: capacity)
    // Rows that are longer than a strip may be are not held: each cutout reads its own pixels.
    let isTooLarge = tallest > stripSize / rowSize && tallest * rowSize > 4 * stripSize
    let strip = isTooLarge ? nil : Strip(tile, capacity: capacity, threads: threads)
    while let part = schedule.next() {
      guard let strip, Self.isDense(part, rowSize: rowSize) else {
        try make(part.jobs, from: nil, made: made)
        continue
      }
      try strip.load(part.rows)
      try make(part.jobs, from: strip, made: made)
    }
  }

  /// Bytes of cutouts between two looks at whether to go on.
  private static var batchSize: Int { 64 << 20 }

  private func make(
    _ jobs: [CutoutJob], from strip: Strip?, made: ([(Int, CutoutQuality)]) throws -> Void
  ) throws {
    let cutoutSize = plan.size * plan.size * MemoryLayout<Pixel>.stride
    let count = max(threads, Self.batchSize / cutoutSize)
    for start in stride(from: 0, to: jobs.count, by: count) {
      try made(try make(Array(jobs[start..<min(start + count, jobs.count)]), from: strip))
    }
  }

  /// Whether reading all rows costs less than reading each cutout's part of each row.
  private static func isDense(_ part: StripSchedule.Part, rowSize: Int) -> Bool {
    // One small read of the system's costs about as much as so many bytes of a large one.
    let priceOfRead = 4096
    let reads = part.jobs.reduce(0) { $0 + $1.rows.count }
    return reads * priceOfRead > part.rows.count * rowSize
  }

  /// Rows of the image and its mask.
  private final class Strip {
    let pixels: RowStrip<Pixel>
    let mask: RowStrip<Float>?

    init(_ tile: CutoutTile, capacity: Int, threads: Int) {
      pixels = RowStrip(tile.image, plane: tile.plane, capacity: capacity, threads: threads)
      mask = tile.mask.map { RowStrip($0, plane: 0, capacity: capacity, threads: threads) }
    }

    func load(_ rows: Range<Int>) throws(SkysortError) {
      try pixels.load(rows)
      try mask?.load(rows)
    }
  }

  /// Makes cutouts, a fraction on each thread.
  private func make(
    _ jobs: [CutoutJob], from strip: Strip?
  ) throws(SkysortError) -> [(Int, CutoutQuality)] {
    let fraction = 32
    let parts = (jobs.count + fraction - 1) / fraction
    let held = unsafe strip.map { unsafe Held(pixels: $0.pixels.block, mask: $0.mask?.block) }
    nonisolated(unsafe) let blocks = unsafe held
    return try parallelMap(
      parts, threads: threads,
      worker: {
        CutoutWorker<Pixel>(
          plan: plan, renderer: renderer, finder: GridFinder(plan, band: band, tile: tileNumber),
          meaning: tile.maskMeaning)
      },
      body: { worker, part throws(SkysortError) in
        let range = (part * fraction)..<min(jobs.count, (part + 1) * fraction)
        return try unsafe make(Array(jobs[range]), worker, blocks)
      }
    ).flatMap(\.self)
  }

  @unsafe
  private struct Held {
    let pixels: PixelBlock<Pixel>
    let mask: PixelBlock<Float>?
  }

  private func make(
    _ jobs: [CutoutJob], _ worker: CutoutWorker<Pixel>, _ held: Held?
  ) throws(SkysortError) -> [(Int, CutoutQuality)] {
    var made: [(Int, CutoutQuality)] = []
    made.reserveCapacity(jobs.count)
    for job in jobs {
      let quality: CutoutQuality
      if let held = unsafe held {
        quality = unsafe worker.make(job, from: held.pixels, mask: held.mask)
      } else {
        quality = try worker.make(job, reading: tile)
      }
      try unsafe cube.write(UnsafeBufferPointer(worker.cutout), at: plan.place(job.source, band))
      made.append((job.source, quality))
    }
    return made
  }
}
