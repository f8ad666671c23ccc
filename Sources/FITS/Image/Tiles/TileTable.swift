import Files

/// The table that a tile-compressed image is: a row for each tile, its bytes in the heap.
struct TileTable {
  private static let rowsAtOnce = 4096
  let claim: TileClaim
  private let table: FITSTable

  init?(_ claim: TileClaim, bytes: FileBytes) {
    guard let layout = claim.unit.table else { return nil }
    self.claim = claim
    table = FITSTable(
      path: bytes.path, header: claim.unit.header, layout: layout, index: claim.unit.index,
      units: [claim.unit], bytes: bytes)
  }

  /// Checks what cfitsio believes: as many rows as tiles, and every cell inside the heap.
  func check() throws(SkysortError) {
    let tiles = try tileCount()
    guard table.layout.rowCount == tiles else {
      throw damaged("\(tiles) tiles need as many rows, the table has \(table.layout.rowCount)")
    }
    for start in stride(from: 0, to: tiles, by: Self.rowsAtOnce) {
      let block = try table.rows(start..<min(start + Self.rowsAtOnce, tiles))
      for column in table.layout.columns {
        guard let form = column.binary, form.descriptor != nil, form.repeatCount > 0 else {
          continue
        }
        try HeapDecoder(column: column, form: form).check(block)
      }
    }
  }

  private func tileCount() throws(SkysortError) -> Int {
    var count = 1
    for (axis, length) in claim.unit.dimensions.enumerated() {
      let word = "ZTILE\(axis + 1)"
      let whole = axis == 0 ? Int64(length) : 1
      let isGiven = claim.unit.header.card(word) != nil
      let side = isGiven ? claim.unit.header.integer(word) ?? 0 : whole
      guard side > 0 else { throw damaged("\(word) is not a number above 0") }
      // Not more than there are pixels, which fit.
      count *= Int((Int64(length) - 1) / side) + 1
    }
    return count
  }

  private func damaged(_ problem: String) -> SkysortError {
    Fault(problem).located(path: table.path, hdu: claim.unit.index)
  }
}
