import TestSupport
import Testing

@testable import FITS

/// The definition: big-endian words, each carry added at the low end.
private func naiveSum(_ bytes: [UInt8]) -> UInt32 {
  let padded = bytes + [UInt8](repeating: 0, count: (4 - bytes.count % 4) % 4)
  var sum: UInt64 = 0
  for start in stride(from: 0, to: padded.count, by: 4) {
    sum += padded[start..<(start + 4)].reduce(0) { $0 << 8 | UInt64($1) }
    sum = sum & 0xffff_ffff + sum >> 32
  }
  return UInt32(sum)
}

@Test(arguments: 0..<40)
func `pieces of any length sum up as the whole does`(seed: Int) {
  var generator = SeededGenerator(seed: UInt64(seed))
  let count = Int.random(in: 0...40_000, using: &generator)
  let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
  var sum = DataSum()
  var start = 0
  while start < count {
    let end = min(count, start + Int.random(in: 1...20_000, using: &generator))
    sum.add(Array(bytes[start..<end]))
    start = end
  }
  #expect(sum.value == naiveSum(bytes))
}

@Test func `checksum characters are letters and digits that complete the sum`() {
  var generator = SeededGenerator(seed: 9)
  for _ in 0..<500 {
    let sum = UInt32.random(in: 0...UInt32.max, using: &generator)
    let characters = DataSum.characters(complementing: sum)
    #expect(characters.allSatisfy { Character(Unicode.Scalar($0)).isLetter || $0 < 0x3a })
    // The value begins one byte before a word: turn it back, and take the zeros away.
    let words = Array(characters[1...]) + [characters[0]]
    let excess = naiveSum(words.map { $0 - 0x30 })
    let (total, carry) = excess.addingReportingOverflow(sum)
    #expect((carry ? total + 1 : total) == .max)
  }
}

@Test func `a changed byte is told from the checksum`() throws {
  let folder = try Fixture.folder()
  let path = "\(folder)/a.fits"
  var writer = try BinaryTableWriter(
    path: path, columns: [OutputColumn(name: "x", element: .int32)])
  let values = DecodedColumn(values: .int64([1, 2, 3]))
  try writer.append(writer.encoder.encode(nil, rowCount: 3, columns: [values]))
  let rowCount = try writer.finish()
  #expect(rowCount == 3)
  var bytes = try FileBytes(plainPath: path, path: path).read(at: 0, count: 2880 * 3)
  bytes[2880 * 2 + 3] = 99
  let damaged = try Fixture.file(bytes)
  #expect { _ = try FITSFile(damaged) } throws: { "\($0)".contains("DATASUM") }
}
