/// What rows are known by: their identifier as text.
///
/// A row whose identifier occurred before gets a number behind it, `8647 (2)`; a row without one
/// is called by its place in the file, `row 17`.
struct SourceKeys: Sendable {
  /// The column of identifiers; `nil` where none was recognised.
  let column: InMemoryColumn?
  let rowCount: Int
  /// Rows whose identifier an earlier row has.
  private(set) var duplicates = 0
  /// Rows without an identifier, where others have one.
  private(set) var nameless = 0
  /// Keys that are not the row's identifier.
  private var numbered: [Int: String] = [:]
  /// Rows by hash of their key, with open addressing; −1 where empty.
  private var slots: [Int32]

  init(_ column: InMemoryColumn?, rowCount: Int) {
    self.column = column
    self.rowCount = rowCount
    var capacity = 16
    while capacity < 2 * rowCount { capacity *= 2 }
    slots = [Int32](repeating: -1, count: capacity)
    var occurrences: [String: Int] = [:]
    for row in 0..<rowCount { add(row, &occurrences) }
  }

  private mutating func add(_ row: Int, _ occurrences: inout [String: Int]) {
    let plain = plainKey(row)
    if column != nil, column?.values.text(row) == nil { nameless += 1 }
    var key = plain
    while self.row(of: key) != nil {
      occurrences[plain, default: 1] += 1
      key = "\(plain) (\(occurrences[plain] ?? 2))"
    }
    if key != plain {
      duplicates += 1
      numbered[row] = key
    }
    slots[emptySlot(for: key)] = Int32(row)
  }

  private func plainKey(_ row: Int) -> String {
    guard let column, let text = column.values.text(row) else { return "row \(row + 1)" }
    // An identifier that went through a spreadsheet or a number of 64 bits is whole all the same.
    guard case .double(let values) = column.values, let whole = Int64(exactly: values[row]) else {
      return text
    }
    return String(whole)
  }

  /// A row's key.
  subscript(row: Int) -> String { numbered[row] ?? plainKey(row) }

  /// The row of a key; `nil` where none has it.
  func row(of key: String) -> Int? {
    var slot = Self.hash(key) & (slots.count - 1)
    while slots[slot] >= 0 {
      let row = Int(slots[slot])
      if self[row] == key { return row }
      slot = (slot + 1) & (slots.count - 1)
    }
    return nil
  }

  private func emptySlot(for key: String) -> Int {
    var slot = Self.hash(key) & (slots.count - 1)
    while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
    return slot
  }

  /// FNV-1a, the same in every run.
  private static func hash(_ key: String) -> Int {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in key.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    return Int(truncatingIfNeeded: (hash ^ hash >> 32) & 0x7fff_ffff)
  }
}
