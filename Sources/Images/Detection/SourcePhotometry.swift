import CSEP
import Parallel

/// How the light of found sources is summed.
public struct SourcePhotometry: Sendable, Hashable {
  /// Diameters of circular apertures, in pixels.
  public var apertures: [Double] = []
  /// The elliptical aperture is this many Kron radii large.
  public var kronFactor = 2.5
  /// The least size of the elliptical aperture, in units of the ellipse's axes.
  public var leastKronRadius = 3.5
  /// Whether pixels of other sources are left out of apertures, their part made up for by the
  /// rest of the aperture.
  public var leavesOutNeighbours = true
  /// Full width at half maximum of the Gaussian that ``SourceFluxes/gaussian`` is weighted by,
  /// in pixels.
  public var seeing: Double?

  public init() {}

  /// Where sources are and how large their apertures have to be, on the image they were found in.
  ///
  /// - Parameters:
  ///   - sources: As the extraction gave them, in its order.
  ///   - threads: At most so many work at once; the result does not depend on it.
  public func shapes(
    of sources: [DetectedSource], in image: MeasuringPlane, threads: Int = 1
  ) -> [SourceShape] {
    unsafe inParallel(sources.count, image, threads) { (image, index) in
      unsafe SourceShape(sources[index], id: id(index), settings: self, image: &image)
    }
  }

  /// Sums in one band; other bands' images share the pixels of the one the sources were found in.
  public func fluxes(
    of sources: [DetectedSource], shapes: [SourceShape], in image: MeasuringPlane,
    threads: Int = 1
  ) -> [SourceFluxes] {
    precondition(
      shapes.count == sources.count, "expected \(sources.count) shapes, found \(shapes.count)")
    let saturated = image.saturatedSources
    let gaussian = seeing.map { GaussianPhotometry(width: $0, gain: image.gain) }
    return unsafe inParallel(sources.count, image, threads) { (sums, index) in
      var fluxes = unsafe SourceFluxes(
        sources[index], shapes[index], id: id(index), settings: self, image: &sums)
      if let gaussian {
        (fluxes.gaussian, fluxes.gaussianError) = unsafe gaussian.flux(
          x: shapes[index].windowedX, y: shapes[index].windowedY, owner: id(index), sums)
      }
      if saturated.contains(Int32(index + 1)) { fluxes.flags.insert(.saturated) }
      if image.holdsMaskedPixel(sources[index]) { fluxes.flags.insert(.maskedPixels) }
      return fluxes
    }
  }

  /// What the library calls a source whose neighbours are to be left out; 0 leaves out none.
  private func id(_ index: Int) -> CInt { leavesOutNeighbours ? CInt(index + 1) : 0 }

  /// Measures every source, a fraction of them on each thread.
  private func inParallel<Result: Sendable>(
    _ count: Int, _ image: MeasuringPlane, _ threads: Int,
    _ measure: @Sendable (inout sep_image, Int) -> Result
  ) -> [Result] {
    let fraction = 256
    let parts = (count + fraction - 1) / fraction
    return parallelMap(parts, threads: threads) { number in
      let range = (number * fraction)..<min(count, (number + 1) * fraction)
      return unsafe image.withImage { image in
        // Without a source's number, the library would leave out what any source owns.
        if !leavesOutNeighbours { unsafe image.segmap = nil }
        return range.map { unsafe measure(&image, $0) }
      }
    }.flatMap(\.self)
  }
}
