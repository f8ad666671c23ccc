public import Files
public import Images
internal import Preprocessing
internal import Sky

extension Autoencoder {
  /// A picture with what the network makes of it.
  public struct PictureReconstruction: Hashable, Sendable {
    /// What the network sees, in the input's unit; NaN where nothing was measured.
    public let seen: Picture
    public let reconstruction: Picture
    /// ``seen`` less ``reconstruction``.
    public let residual: Picture
    /// Mean square of the residual in scaled units.
    public let error: Float
  }

  /// The pictures of codes, in the unit of the model's input: 0 to white for stored pictures.
  ///
  /// - Parameter codes: Shape `[pictures, latent]`.
  /// - Returns: Empty for models of photometry.
  public func pictures(ofCodes codes: [Float]) throws(SkysortError) -> [Picture] {
    guard let inputs = description.pictures else { return [] }
    let samples = try decode(codes)
    return stride(from: 0, to: samples.count, by: inputs.count).map {
      inputs.picture(of: Array(samples[$0..<$0 + inputs.count]))
    }
  }

  /// The features of codes, in their own units: magnitudes for photometry.
  ///
  /// - Parameter codes: Shape `[rows, latent]`.
  /// - Returns: Shape `[rows, features]`, in the order of `description.features.names`; empty for
  ///   models of pictures.
  public func features(ofCodes codes: [Float]) throws(SkysortError) -> [Float] {
    guard description.pictures == nil else { return [] }
    let (samples, features) = (try decode(codes), description.features.features)
    return samples.enumerated().map { index, value in
      features[index % features.count].scale.unscaled(value)
    }
  }

  /// What the network makes of a picture; `nil` for models of photometry.
  ///
  /// - Throws: ``SkysortError`` where the picture is of another kind than the model's.
  public func reconstruction(
    of picture: Picture
  ) throws(SkysortError) -> PictureReconstruction? {
    guard let inputs = description.pictures else { return nil }
    let prepared = try PictureBatch.context(
      ofRow: 0, OnePicture(picture), inputs, keepsMissing: true)
    let layout = PictureLayout(inputs, numberCount: 0)
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
    let seen = inputs.picture(of: zip(sample, weights).map { $1 > 0 ? $0 : .nan })
    let made = inputs.picture(of: answer)
    var residual = Picture(
      height: seen.height, width: seen.width, channels: seen.channels, bands: seen.bands,
      samples: seen.samples)
    for index in made.samples.indices { residual.samples[index] -= made.samples[index] }
    return PictureReconstruction(
      seen: seen, reconstruction: made, residual: residual,
      error: Float(samples.meanSquaredError(of: answer) ?? .nan))
  }

  private struct OnePicture: PictureReader {
    let picture: Picture
    init(_ picture: Picture) { self.picture = picture }
    func picture(ofRow row: Int) -> Picture? { picture }
  }
}

extension PictureInputs {
  /// A picture of scaled numbers, in the input's unit; stored pictures end at black and white.
  func picture(of numbers: [Float]) -> Picture {
    var samples = scaling.unscaled(numbers)
    if let white { samples = samples.map { $0.isNaN ? $0 : min(max($0, 0), white) } }
    return Picture(
      height: side, width: side, channels: channelCount, largestSample: white,
      bands: bands.map { Band($0) }, samples: samples)
  }
}
