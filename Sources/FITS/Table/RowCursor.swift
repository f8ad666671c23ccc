public import Files

/// Reads a table front to back and checks its checksum on the way, if it has one.
public struct RowCursor: Sendable {
  public let table: FITSTable
  private var position = 0
  private var sum = DataSum()
  /// `nil` where there is nothing to check, or it has been checked.
  private let checksum: Checksum?

  public init(_ table: FITSTable) {
    self.table = table
    let unit = table.units[table.index]
    let checksum = Checksum(unit: unit)
    let isChecked = checksum.isAbsent || unit.paddedSize <= FITSFile.sizeCheckedAtOnce
    self.checksum = isChecked ? nil : checksum
  }

  /// The next rows, or `nil` at the end.
  ///
  /// - Throws: `SkysortError`; at the end, where the checksum turns out wrong.
  public mutating func next(maximumRows: Int) throws(SkysortError) -> RowBlock? {
    let end = min(position + maximumRows, table.layout.rowCount)
    guard position < end else {
      try verify()
      return nil
    }
    let block = try table.rows(position..<end)
    if checksum != nil { sum.add(block.bytes) }
    position = end
    return block
  }

  private func verify() throws(SkysortError) {
    guard let checksum else { return }
    var whole = sum
    let unit = checksum.unit
    let done = Int64(table.layout.rowCount) * Int64(table.layout.rowWidth)
    try table.bytes.forEachBlock(of: unit.dataOffset + done, count: unit.paddedSize - done) {
      whole.add($0)
    }
    try checksum.verify(whole, table.bytes)
  }
}
