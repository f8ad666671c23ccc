public import Files
public import Images
internal import Preprocessing
internal import Sky

extension Autoencoder {
  /// An image with what the network makes of it.
  public struct ImageReconstruction: Hashable, Sendable {
    /// What the network sees, in the input's unit; NaN where nothing was measured.
    public let seen: Image
    public let reconstruction: Image
    /// ``seen`` less ``reconstruction``.
    public let residual: Image
    /// Mean square of the residual in scaled units.
    public let error: Float
  }

  /// The images of codes, in the unit of the model's input: 0 to white for stored images.
  ///
  /// - Parameter codes: Shape `[images, latent]`.
  /// - Returns: Empty for models of photometry.
  public func images(ofCodes codes: [Float]) throws(SkysortError) -> [Image] {
    guard let inputs = description.images else { return [] }
    let samples = try decode(codes)
    return stride(from: 0, to: samples.count, by: inputs.count).map {
      inputs.image(of: Array(samples[$0..<$0 + inputs.count]))
    }
  }

  /// The features of codes, in their own units: magnitudes for photometry.
  ///
  /// - Parameter codes: Shape `[rows, latent]`.
  /// - Returns: Shape `[rows, features]`, in the order of `description.features.names`; empty for
  ///   models of images.
  public func features(ofCodes codes: [Float]) throws(SkysortError) -> [Float] {
    guard description.images == nil else { return [] }
    let (samples, features) = (try decode(codes), description.features.features)
    return samples.enumerated().map { index, value in
      features[index % features.count].scale.unscaled(value)
    }
  }

  /// What the network makes of an image; `nil` for models of photometry.
  ///
  /// - Throws: `SkysortError` where the image is of another kind than the model's.
  public func reconstruction(
    of image: Image
  ) throws(SkysortError) -> ImageReconstruction? {
    guard let inputs = description.images else { return nil }
    let prepared = try ImageBatch.context(
      ofRow: 0, OneImage(image), inputs, keepsMissing: true)
    let layout = ImageLayout(inputs, numberCount: 0)
    var sample = [Float](repeating: 0, count: inputs.count)
    var weights = sample
    unsafe sample.withUnsafeMutableBufferPointer { sample in
      unsafe weights.withUnsafeMutableBufferPointer { weights in
        unsafe layout.lay(prepared, .upright, numbers: [], at: 0, into: sample)
        unsafe layout.weigh(sample, numbers: [], at: 0, into: weights)
      }
    }
    let answer = try reconstruct(sample)
    let samples = ReconstructedSamples(
      rows: [0], width: inputs.count, features: sample, weights: weights)
    let seen = inputs.image(of: zip(sample, weights).map { $1 > 0 ? $0 : .nan })
    let made = inputs.image(of: answer)
    var residual = Image(
      height: seen.height, width: seen.width, channels: seen.channels, bands: seen.bands,
      samples: seen.samples)
    for index in made.samples.indices { residual.samples[index] -= made.samples[index] }
    return ImageReconstruction(
      seen: seen, reconstruction: made, residual: residual,
      error: Float(samples.meanSquaredError(of: answer) ?? .nan))
  }

  private struct OneImage: ImageReader {
    let image: Image
    init(_ image: Image) { self.image = image }
    func image(ofRow row: Int) -> Image? { image }
  }
}

extension ImageInputs {
  /// An image of scaled numbers, in the input's unit; stored images end at black and white.
  func image(of numbers: [Float]) -> Image {
    var samples = scaling.unscaled(numbers)
    if let white { samples = samples.map { $0.isNaN ? $0 : min(max($0, 0), white) } }
    return Image(
      height: side, width: side, channels: channelCount, largestSample: white,
      bands: bands.map { Band($0) }, samples: samples)
  }
}
