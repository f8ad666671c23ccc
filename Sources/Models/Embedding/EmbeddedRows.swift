public import Sky

/// What an embedder says of some rows.
public struct EmbeddedRows: Hashable, Sendable {
  public let rowCount: Int
  /// Numbers of an embedding.
  public let width: Int
  /// Shape `[rowCount, width]`, row-major; all NaN in a row without an image, or of which nothing
  /// was measured.
  public let embeddings: [Float]
  /// By row: the mean square of what the reconstruction leaves, over the numbers that were
  /// measured, in scaled units; NaN as ``embeddings``. `nil` for models that do not reconstruct.
  public let reconstructionErrors: [Float]?
  /// By row.
  public let flags: [QualityFlags]

  /// One row's embedding.
  public func embedding(_ row: Int) -> ArraySlice<Float> {
    embeddings[row * width..<(row + 1) * width]
  }
}
