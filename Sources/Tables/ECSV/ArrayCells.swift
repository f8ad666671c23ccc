/// The elements of array cells, whose text is JSON: `[1, 2.5, null]`, nested for more axes.
struct ArrayCells {
  /// The elements' texts, end to end.
  private(set) var bytes: [UInt8] = []
  private(set) var elements: [Cell] = []
  private(set) var offsets = [0]

  /// Adds a row's elements.
  ///
  /// - Returns: Whether the text was an array.
  mutating func append(_ text: String) -> Bool {
    let json = Array(text.utf8)
    guard json.first == UInt8(ascii: "[") else { return false }
    var position = 0
    var depth = 0
    repeat {
      while position < json.count, Self.isSeparator(json[position]) { position += 1 }
      guard position < json.count else { return false }
      switch json[position] {
      case UInt8(ascii: "["):
        depth += 1
        position += 1
      case UInt8(ascii: "]"):
        depth -= 1
        position += 1
      case Ascii.quote:
        guard depth > 0, appendString(json, &position) else { return false }
      default:
        guard depth > 0 else { return false }
        appendWord(json, &position)
      }
    } while depth > 0
    offsets.append(elements.count)
    return json[position...].allSatisfy(Ascii.isBlank)
  }

  /// Adds a row of missing elements.
  mutating func appendMissing(count: Int) {
    for _ in 0..<count { elements.append(Cell(start: 0, end: 0, isQuoted: false)) }
    offsets.append(elements.count)
  }

  private static func isSeparator(_ byte: UInt8) -> Bool {
    Ascii.isBlank(byte) || byte == UInt8(ascii: ",")
  }

  private mutating func appendWord(_ json: [UInt8], _ position: inout Int) {
    let start = bytes.count
    while position < json.count, !Self.isSeparator(json[position]),
      json[position] != UInt8(ascii: "]")
    {
      bytes.append(json[position])
      position += 1
    }
    elements.append(Cell(start: start, end: bytes.count, isQuoted: false))
  }

  private mutating func appendString(_ json: [UInt8], _ position: inout Int) -> Bool {
    let start = bytes.count
    position += 1
    while position < json.count, json[position] != Ascii.quote {
      if json[position] == UInt8(ascii: "\\") {
        guard appendEscape(json, &position) else { return false }
      } else {
        bytes.append(json[position])
        position += 1
      }
    }
    guard position < json.count else { return false }
    position += 1
    elements.append(Cell(start: start, end: bytes.count, isQuoted: false))
    return true
  }

  private mutating func appendEscape(_ json: [UInt8], _ position: inout Int) -> Bool {
    guard position + 1 < json.count else { return false }
    let escapes: [UInt8: UInt8] = [
      UInt8(ascii: "n"): Ascii.newline, UInt8(ascii: "t"): Ascii.tab,
      UInt8(ascii: "r"): Ascii.carriageReturn, UInt8(ascii: "b"): 8, UInt8(ascii: "f"): 12,
      UInt8(ascii: "/"): UInt8(ascii: "/"), UInt8(ascii: "\\"): UInt8(ascii: "\\"),
      Ascii.quote: Ascii.quote,
    ]
    let letter = json[position + 1]
    if let byte = escapes[letter] {
      bytes.append(byte)
      position += 2
      return true
    }
    guard letter == UInt8(ascii: "u"), position + 6 <= json.count,
      let code = UInt32(
        String(decoding: json[(position + 2)..<(position + 6)], as: UTF8.self), radix: 16),
      let scalar = UnicodeScalar(code)
    else { return false }
    bytes += Array(String(Character(scalar)).utf8)
    position += 6
    return true
  }
}

extension CellDecoder {
  /// Reads cells that hold arrays.
  func arrayColumn(
    _ bytes: borrowing Span<UInt8>, _ cells: ArraySlice<Cell>
  ) throws(Fault) -> Column {
    let fixedCount = info.isVariableLength ? nil : info.shape.reduce(1, *)
    var arrays = ArrayCells()
    var missingRows: [Int] = []
    for (row, cell) in cells.enumerated() {
      if SpecialWord(bytes, cell) == .missing {
        missingRows.append(row)
        arrays.appendMissing(count: fixedCount ?? 0)
        continue
      }
      let before = arrays.elements.count
      guard arrays.append(cell.text(bytes)) else { throw Fault(cell: cell) }
      guard fixedCount ?? (arrays.elements.count - before) == arrays.elements.count - before
      else { throw Fault(cell: cell) }
    }
    let element = ColumnInfo(name: info.name, type: info.type)
    let decoded: Column
    do {
      decoded = try CellDecoder(info: element).column(arrays.bytes.span, arrays.elements[...])
    } catch {
      // The element's place is in the arrays' own text: name the first cell instead.
      throw Fault(cell: cells[cells.startIndex])
    }
    let values = ColumnArrays(
      elements: decoded.values, offsets: arrays.offsets, validity: decoded.validity)
    return Column(
      info: info, values: .array(values),
      validity: Self.validity(missingRows, of: cells.count))
  }
}
