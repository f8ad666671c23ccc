import Testing

@testable import Tables

struct NumberTextTests {
  private func double(_ text: String) -> Double? {
    let bytes = Array(text.utf8)
    return NumberText.real(bytes.span, Cell(start: 0, end: bytes.count, isQuoted: false))
  }

  private func float(_ text: String) -> Float? {
    let bytes = Array(text.utf8)
    return NumberText.real(bytes.span, Cell(start: 0, end: bytes.count, isQuoted: false))
  }

  private func integer(_ text: String) -> Int64? {
    let bytes = Array(text.utf8)
    return NumberText.integer(bytes.span, Cell(start: 0, end: bytes.count, isQuoted: false))
  }

  @Test func `every number's shortest text reads back as itself`() {
    var random = Scrambled(seed: 2)
    for _ in 0..<20_000 {
      let value = Double(bitPattern: random.next())
      if value.isFinite { #expect(double(value.description) == value) }
      let small = Float(bitPattern: UInt32(truncatingIfNeeded: random.next()))
      if small.isFinite { #expect(float(small.description) == small) }
    }
  }

  @Test(arguments: 1...20)
  func `decimals of any length round as the standard library rounds them`(digits: Int) {
    var random = Scrambled(seed: UInt64(digits))
    for _ in 0..<2000 {
      let letters = (0..<digits).map { _ in String(Int.random(in: 0...9, using: &random)) }
      let point = Int.random(in: 0...digits, using: &random)
      let sign = Bool.random(using: &random) ? "-" : ""
      let text = sign + letters[..<point].joined() + "." + letters[point...].joined()
      #expect(double(text) == Double(text.hasSuffix(".") ? text + "0" : text), "\(text)")
      let scaled = text + "e\(Int.random(in: -30...30, using: &random))"
      let whole = scaled.replacing(".e", with: ".0e")
      #expect(double(scaled) == Double(whole), "\(scaled)")
      #expect(float(scaled) == Float(whole), "\(scaled)")
    }
  }

  @Test(arguments: [
    "9007199254740993", "0.5000000298023223876953125", "1.00000005960464477539", "8388608.5",
    "16777217", "123456789012345678", "9223372036854775807.5", "18446744073709551615",
    "4.9406564584124654e-324", "1.7976931348623157e308", "1e400", "1e-400", "0e99999999",
  ])
  func `hard cases round as the standard library rounds them`(text: String) {
    #expect(double(text) == Double(text))
    #expect(float(text) == Float(text))
  }

  @Test(arguments: ["", "-", ".", "e5", "1e", "1e+", "1,5", "0x10", "nan", "inf", "1 2", "1.2.3"])
  func `what is no number is none`(text: String) {
    #expect(double(text) == nil)
    #expect(integer(text) == nil)
  }

  @Test func `integers stop at 64 bits`() {
    #expect(integer("9223372036854775807") == .max)
    #expect(integer("9223372036854775808") == nil)
    #expect(integer("-9223372036854775808") == .min)
    #expect(integer("-9223372036854775809") == nil)
    #expect(integer("+17") == 17)
    #expect(integer("99999999999999999999999") == nil)
  }
}
