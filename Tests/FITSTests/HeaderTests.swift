import Testing

@testable import FITS

private func header(_ cards: [String]) -> Header {
  let block = Fixture.header(cards)
  return Header(records: Array(block[..<(cards.count * HeaderCard.length)]))
}

@Test(arguments: [
  ("A       =                    T / yes", CardValue.logical(true), "yes"),
  ("A       =                  -42", .integer(-42), ""),
  ("A       =              1.5D-03 / Fortran's D", .real(0.0015), "Fortran's D"),
  ("A       = 'it''s  '           / quote", .string("it's"), "quote"),
  ("A       = ''", .string(""), ""),
  ("A       = (1.0, -2.5)", .complex(1, -2.5), ""),
  ("A       =", .undefined, ""),
  ("A       = 'a / b' / c / d", .string("a / b"), "c / d"),
  ("A       = nonsense", .illegal("nonsense"), ""),
  ("A       = 9223372036854775808", .real(9_223_372_036_854_775_808), ""),
])
func `a card's value and comment are read as the standard says`(
  card: String, value: CardValue, comment: String
) throws {
  let found = try #require(header([card]).card("A"))
  #expect(found.value == value)
  #expect(found.comment == comment)
}

@Test func `long strings, long keywords and commentary are understood`() {
  let found = header([
    "LONG    = 'first &'", "CONTINUE  'second&'", "CONTINUE  ' third' / joined",
    "HIERARCH ESO DET ID = 7 / detector", "HISTORY made by hand", "COMMENT = no value",
  ])
  #expect(found["LONG"] == .string("first second third"))
  #expect(found.card("LONG")?.comment == "joined")
  #expect(found["ESO DET ID"] == .integer(7))
  #expect(found.history == ["made by hand"])
  #expect(found.comments == ["= no value"])
}

@Test(arguments: [
  CardValue.logical(false), .integer(.min), .integer(0), .real(1e-300), .real(0.1),
  .string(""), .string("it's"), .string(String(repeating: "a'b ", count: 60) + "."),
  .complex(1.5, -2),
])
func `a written value is read back the same`(value: CardValue) {
  let records = CardWriter.records("KEY", value, comment: "a comment")
  #expect(records.count % HeaderCard.length == 0)
  #expect(Header(records: records)["KEY"] == value)
}

@Test func `a long keyword becomes a hierarch card`() {
  let records = CardWriter.records("SKY CONFIGURATION", .integer(3))
  #expect(Header(records: records)["SKY CONFIGURATION"] == .integer(3))
}
