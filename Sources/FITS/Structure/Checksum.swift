import Files

/// The `DATASUM` and `CHECKSUM` a unit's header claims; absent ones claim nothing.
struct Checksum {
  let unit: HDU
  /// Of the data with their padding.
  let dataSum: UInt32?
  /// Whether header and data must sum up to zero.
  let isSealed: Bool

  init(unit: HDU) {
    self.unit = unit
    let claim = unit.header["DATASUM"]
    dataSum = claim?.string.flatMap { UInt32($0.filter { $0 != " " }) }
    let seal = unit.header.text("CHECKSUM")
    isSealed = seal.map { $0 != "0" && $0.utf8.count == 16 } ?? false
  }

  var isAbsent: Bool { dataSum == nil && !isSealed }

  /// Reads the data to check them.
  func verify(_ bytes: FileBytes) throws(SkysortError) {
    guard !isAbsent else { return }
    var sum = DataSum()
    try bytes.forEachBlock(of: unit.dataOffset, count: unit.paddedSize) { sum.add($0) }
    try verify(sum, bytes)
  }

  /// - Parameter found: Of the data with their padding.
  func verify(_ found: DataSum, _ bytes: FileBytes) throws(SkysortError) {
    if let dataSum, dataSum != found.value {
      throw failure("DATASUM", "\(dataSum), but the data sum up to \(found.value)", bytes)
    }
    guard isSealed else { return }
    var whole = found
    try bytes.forEachBlock(of: unit.headerOffset, count: unit.dataOffset - unit.headerOffset) {
      whole.add($0)
    }
    guard whole.value == .max || whole.value == 0 else {
      throw failure("CHECKSUM", "wrong: header and data sum up to \(whole.value), not to 0", bytes)
    }
  }

  private func failure(_ keyword: String, _ problem: String, _ bytes: FileBytes) -> SkysortError {
    SkysortError(
      path: bytes.path, location: "HDU \(unit.index)", problem: "\(keyword) is \(problem)",
      fix: "The file was damaged or edited; fetch it again, or remove its checksums.")
  }
}
