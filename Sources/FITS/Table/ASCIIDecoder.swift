import Files

/// Reads the cells of an ASCII table.
struct ASCIIDecoder {
  let column: TableColumn
  let form: ASCIIForm

  func decode(_ block: RowBlock) throws(SkysortError) -> DecodedColumn {
    let texts = unsafe block.grid(column).cells(width: form.width) { unsafe CellText.string($0) }
    let isPresent = texts.map { !$0.isEmpty && !isNull($0) }
    let validity = isPresent.allSatisfy { $0 } ? nil : isPresent
    if column.element == .string {
      return DecodedColumn(values: .string(texts), validity: validity)
    }
    if column.element == .int64 {
      let values = try numbers(texts, isPresent, block, absent: 0) { Int64($0) }
      return DecodedColumn(values: .int64(values), validity: validity)
    }
    let values = try numbers(texts, isPresent, block, absent: .nan) { text in
      real(text).map { column.zero + column.scale * $0 }
    }
    return DecodedColumn(values: .double(values), validity: validity)
  }

  private func isNull(_ text: String) -> Bool {
    column.nullText.map { $0 == Self.trimmed(text) } ?? false
  }

  private func numbers<Value>(
    _ texts: [String], _ isPresent: [Bool], _ block: RowBlock, absent: Value,
    _ parse: (Substring) -> Value?
  ) throws(SkysortError) -> [Value] {
    var values: [Value] = []
    values.reserveCapacity(texts.count)
    for (row, text) in texts.enumerated() {
      guard isPresent[row] else {
        values.append(absent)
        continue
      }
      guard let value = parse(Self.trimmed(text)) else {
        throw block.table.error(
          column, "row \(block.firstRow + row) holds '\(text)', which is not a \(column.formText)")
      }
      values.append(value)
    }
    return values
  }

  /// Without a decimal point the last digits are the fraction.
  private func real(_ text: Substring) -> Double? {
    guard let value = ValueParser.number(text) else { return nil }
    guard form.kind != .integer, form.decimals > 0, !text.contains(".") else { return value }
    var divisor = 1.0
    for _ in 0..<min(form.decimals, 400) { divisor *= 10 }
    return value / divisor
  }

  private static func trimmed(_ text: String) -> Substring { text.drop { $0 == " " } }
}
