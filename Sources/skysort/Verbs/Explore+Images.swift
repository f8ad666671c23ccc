import Explorer
import Files
import Images
import Models

/// The images of a table's rows.
struct TableImages: ExplorerImages {
  let reader: any ImageReader

  func image(ofRow row: Int) throws -> Image? { try reader.image(ofRow: row) }
}

/// What an autoencoder makes of images, and of places in its latent space.
struct ModelDrawing: ImageReconstruction, LatentDecoder {
  private let autoencoder: Autoencoder
  private let images: TableImages?
  let modelDigest: String?

  /// - Throws: `SkysortError` where it is not an autoencoder, `SkysortError` where it sees no images.
  init(path: String, images: TableImages?) throws {
    autoencoder = try Autoencoder(path: path)
    modelDigest = try Digest.sha256(ofFile: path)
    self.images = images
    guard autoencoder.description.images != nil else {
      throw SkysortError(
        path: path, problem: "is an autoencoder of photometry, which draws no images",
        fix: "Leave --model away.", exitCode: .usage)
    }
  }

  func reconstruction(ofRow row: Int) throws -> (seen: Image, given: Image)? {
    guard let image = try images?.image(ofRow: row),
      let made = try autoencoder.reconstruction(of: image)
    else { return nil }
    return (made.seen, made.reconstruction)
  }

  var latentWidth: Int? { autoencoder.description.head.latent }

  func image(of latent: [Float]) throws -> Image {
    let width = autoencoder.description.head.latent
    guard latent.count == width, let image = try autoencoder.images(ofCodes: latent).first
    else {
      throw SkysortError(
        path: autoencoder.path,
        problem: "has a latent space of \(width) numbers, and the table one of \(latent.count)",
        fix: "Name the model that made the table.", exitCode: .badData)
    }
    return image
  }
}
