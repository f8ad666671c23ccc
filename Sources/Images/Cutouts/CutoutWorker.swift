import FITS
import Files
import Sky

/// Makes one cutout after the other; for one thread.
@safe
final class CutoutWorker<Pixel: FITSPixel & OutputPixel> {
  private let plan: CutoutPlan
  private let renderer: CutoutRenderer
  private let finder: GridFinder
  private let meaning: MaskMeaning
  /// The cutout made last, shape `[size, size]`.
  let cutout: UnsafeMutableBufferPointer<Pixel>

  /// - Parameter meaning: Of the values of the masks.
  init(
    plan: CutoutPlan, renderer: CutoutRenderer, finder: GridFinder, meaning: MaskMeaning = .anyValue
  ) {
    self.plan = plan
    self.renderer = renderer
    self.finder = finder
    self.meaning = meaning
    unsafe cutout = .allocate(capacity: plan.size * plan.size)
    unsafe cutout.initialize(repeating: .nan)
  }

  deinit { unsafe cutout.deallocate() }

  /// Reads the pixels that one cutout needs, and makes it.
  func make(_ job: CutoutJob, reading tile: CutoutTile) throws(SkysortError) -> CutoutQuality {
    let pixels = try tile.image.pixels(
      Pixel.self, plane: tile.plane, rows: job.rows, columns: job.columns)
    let mask = try tile.mask?.pixels(Float.self, rows: job.rows, columns: job.columns)
    return unsafe pixels.withUnsafeBufferPointer { pixels in
      let block = unsafe PixelBlock(
        columns: job.columns, rows: job.rows, start: pixels.baseAddress!)
      guard let mask else { return unsafe make(job, from: block, mask: nil) }
      return unsafe mask.withUnsafeBufferPointer { mask in
        unsafe make(
          job, from: block,
          mask: PixelBlock(columns: job.columns, rows: job.rows, start: mask.baseAddress!))
      }
    }
  }

  /// - Parameters:
  ///   - block: Holds the pixels that the job needs.
  ///   - mask: The same pixels of the mask.
  func make(
    _ job: CutoutJob, from block: PixelBlock<Pixel>, mask: PixelBlock<Float>?
  ) -> CutoutQuality {
    let count = plan.size * plan.size
    var (outside, missing, masked) = (0, 0, 0)
    if case .window(let window) = job.placement.kind {
      outside = count - job.columns.count * job.rows.count
      missing = unsafe renderer.copy(window, from: block, into: cutout)
      masked = unsafe mask.map { unsafe renderer.maskedCount(window, in: $0, meaning) } ?? 0
    } else if let grid = finder.grid(job.placement) {
      let sampling = finder.sampling(job.placement)
      outside = unsafe renderer.resample(grid, sampling: sampling, from: block, into: cutout)
      missing = unsafe cutout.reduce(0) { $1.isNaN ? $0 + 1 : $0 } - outside
      masked = unsafe mask.map { unsafe renderer.maskedCount(grid, in: $0, meaning) } ?? 0
    }
    var flags = QualityFlags()
    if outside > 0 { flags.insert(.truncated) }
    if missing > 0 || masked > 0 { flags.insert(.maskedPixels) }
    if outside + missing == count { flags.insert(.missingBand) }
    if plan.edges == .strict, outside > 0 {
      unsafe cutout.update(repeating: .nan)
      return .empty
    }
    return CutoutQuality(
      missing: Float(outside + missing) / Float(count), masked: Float(masked) / Float(count),
      flags: flags)
  }
}
