public import Images

/// Where the explorer gets the pictures of a table's rows.
public protocol ExplorerPictures: Sendable {
  /// - Parameter row: Of the table, counted from 0.
  /// - Returns: `nil` where the row has none.
  /// - Throws: Where it should be there and cannot be read; the page shows the message.
  func picture(ofRow row: Int) throws -> Picture?
}

/// What an autoencoder makes of a row's picture.
public protocol PictureReconstruction: Sendable {
  /// - Parameter row: Of the table, counted from 0.
  /// - Returns: The picture as the model sees it and as it gives it back, of one shape and in
  ///   one unit; `nil` where the row has no picture.
  func reconstruction(ofRow row: Int) throws -> (seen: Picture, given: Picture)?
}

/// Makes pictures of points of the latent space.
public protocol LatentDecoder: Sendable {
  /// - Parameter latent: As many numbers as the table's `embedding` has.
  func picture(of latent: [Float]) throws -> Picture
}
