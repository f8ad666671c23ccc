public import Images

/// Where the explorer gets the images of a table's rows.
public protocol ExplorerImages: Sendable {
  /// - Parameter row: Of the table, counted from 0.
  /// - Returns: `nil` where the row has none.
  /// - Throws: Where it should be there and cannot be read; the page shows the message.
  func image(ofRow row: Int) throws -> Image?
}

/// What an autoencoder makes of a row's image.
public protocol ImageReconstruction: Sendable {
  /// - Parameter row: Of the table, counted from 0.
  /// - Returns: The image as the model sees it and as it gives it back, of one shape and in
  ///   one unit; `nil` where the row has no image.
  func reconstruction(ofRow row: Int) throws -> (seen: Image, given: Image)?
}

/// Makes images of points of the latent space.
public protocol LatentDecoder: Sendable {
  /// - Parameter latent: As many numbers as the table's `embedding` has.
  func image(of latent: [Float]) throws -> Image

  /// Numbers of its latent points; `nil` where it takes any.
  var latentWidth: Int? { get }
  /// SHA-256 of the model's file, to know the tables it made; `nil` where it has none.
  var modelDigest: String? { get }
}

extension LatentDecoder {
  public var latentWidth: Int? { nil }
  public var modelDigest: String? { nil }
}
