import Files

extension FITSImage {
  /// A tile-compressed image, decoded to a temporary file.
  init(
    compressed unit: HDU, bytes: FileBytes, decoder: TileDecoder?
  ) throws(SkysortError) {
    let claim: TileClaim
    do throws(Fault) {
      claim = try TileClaim(unit)
    } catch {
      throw error.located(path: bytes.path, hdu: unit.index)
    }
    try TileTable(claim, bytes: bytes)?.check()
    guard let decoder else {
      throw SkysortError(
        path: bytes.path, location: "HDU \(unit.index)",
        problem: "is tile-compressed, and the skysort program that decodes it is not beside this "
          + "one", fix: "Decompress it first (funpack).")
    }
    let pixels = try decoder.decode(claim, of: bytes)
    let header = unit.header.uncompressed(shape: unit.dimensions, format: claim.format)
    do throws(Fault) {
      try self.init(
        path: bytes.path, index: unit.index, header: header, shape: unit.dimensions,
        format: claim.format, bytes: pixels, dataOffset: 0)
    } catch {
      throw error.located(path: bytes.path, hdu: unit.index)
    }
  }
}
