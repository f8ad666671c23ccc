/// How far compressed input may grow before it is taken for a bomb.
public struct InflationLimit: Sendable, Hashable {
  /// Bytes.
  public let maximumSize: Int64
  /// Inflated over compressed; looked at beyond ``ratioFreeSize`` only, so that small files of
  /// zeros pass.
  public let maximumRatio: Int64
  /// Bytes.
  public let ratioFreeSize: Int64

  public init(maximumSize: Int64, maximumRatio: Int64, ratioFreeSize: Int64) {
    self.maximumSize = maximumSize
    self.maximumRatio = maximumRatio
    self.ratioFreeSize = ratioFreeSize
  }

  /// For data that is held or spooled whole: 2 GiB, or 100 : 1 beyond 16 MiB.
  public static let standard = InflationLimit(
    maximumSize: 2 << 30, maximumRatio: 100, ratioFreeSize: 16 << 20)

  /// For data read in a stream, which needs no room however long it is: the ratio alone.
  public static let streaming = InflationLimit(
    maximumSize: .max, maximumRatio: 100, ratioFreeSize: 16 << 20)

  /// For images of the sky: masks are mostly zeros and shrink by hundreds. 2 GiB, or 1000 : 1
  /// beyond 64 MiB, which a file of nothing but zeros passes.
  public static let images = InflationLimit(
    maximumSize: 2 << 30, maximumRatio: 1000, ratioFreeSize: 64 << 20)

  /// Whether so many bytes may come from so few.
  public func allows(inflated: Int64, compressed: Int64) -> Bool {
    inflated <= maximumSize
      && (inflated <= ratioFreeSize || inflated / max(compressed, 1) <= maximumRatio)
  }

  func check(_ path: String, inflated: Int64, compressed: Int64) throws(SkysortError) {
    guard !allows(inflated: inflated, compressed: compressed) else { return }
    throw SkysortError(
      path: path,
      problem: "grows from \(compressed) to more than \(inflated) bytes when decompressed",
      fix: "Decompress it yourself if you trust it.", exitCode: .badData)
  }
}
