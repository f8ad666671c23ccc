import Explorer
import Files
import Images
import Models

/// The pictures of a table's rows.
struct TablePictures: ExplorerPictures {
  let reader: any PictureReader

  func picture(ofRow row: Int) throws -> Picture? { try reader.picture(ofRow: row) }
}

/// What an autoencoder makes of pictures, and of places in its latent space.
struct ModelDrawing: PictureReconstruction, LatentDecoder {
  private let autoencoder: Autoencoder
  private let pictures: TablePictures?

  /// - Throws: `SkysortError` where it is no autoencoder, `SkysortError` where it sees no pictures.
  init(path: String, pictures: TablePictures?) throws {
    autoencoder = try Autoencoder(path: path)
    self.pictures = pictures
    guard autoencoder.description.pictures != nil else {
      throw SkysortError(
        path: path, problem: "is an autoencoder of photometry, which draws no pictures",
        fix: "Leave --model away.", exitCode: .usage)
    }
  }

  func reconstruction(ofRow row: Int) throws -> (seen: Picture, given: Picture)? {
    guard let picture = try pictures?.picture(ofRow: row),
      let made = try autoencoder.reconstruction(of: picture)
    else { return nil }
    return (made.seen, made.reconstruction)
  }

  func picture(of latent: [Float]) throws -> Picture {
    let width = autoencoder.description.head.latent
    guard latent.count == width, let picture = try autoencoder.pictures(ofCodes: latent).first
    else {
      throw SkysortError(
        path: autoencoder.path,
        problem: "has a latent space of \(width) numbers, and the table one of \(latent.count)",
        fix: "Name the model that made the table.", exitCode: .badData)
    }
    return picture
  }
}
