import Tables
import Testing

/// Labels as tables write them.
struct ClassReadingTests {
  private func reading(_ texts: [String?], _ names: [String: String] = [:]) -> ClassReading {
    ClassReading(texts, columns: PhotometryColumns(survey: "mine", bands: [], classNames: names))
  }

  @Test(arguments: [
    "", "  ", "nan", "NaN", "N/A", "n/a", "NA", "--", "---", "-", "null", "NULL", "#N/A", "<NA>",
    "\0\0",
  ])
  func `words for nothing are no class`(text: String) {
    #expect(reading(["STAR", text, nil]).names == ["STAR", nil, nil])
  }

  @Test(arguments: [
    (["1", "1.0", "+1", "1.", "1e0"], "1"), ([" 2 ", "2.000"], "2"), (["-1", "-1.0"], "-1"),
    (["True", "true", "TRUE", "T", "t"], "true"), (["F", "False", "false"], "false"),
    (["true", "1"], "true"), ([" STAR", "STAR  ", "STAR"], "STAR"),
  ])
  func `spellings of one class are one`(texts: [String], name: String) {
    #expect(reading(texts).names == texts.map { _ in name })
  }

  @Test(arguments: [
    (["01", "1"], ["01", "1"]), (["1.5", "1"], ["1.5", "1"]), (["T", "F", "G"], ["T", "F", "G"]),
  ])
  func `what differs stays apart`(texts: [String], names: [String]) {
    #expect(reading(texts).names == names)
  }

  @Test(arguments: [
    // Euclid, SDSS PhotoType, Rubin truth types, CANDELS flags, VVDS classes.
    ([1, 2, 4, 0, 3, 1, 2], ["1": "STAR", "2": "GALAXY", "4": "QSO"], 2),
    ([3, 6, 3, 6, 6, 0, 8], ["3": "GALAXY", "6": "STAR"], 2),
    ([1, 2, 1, 2, 3], ["1": "GALAXY", "2": "STAR"], 1),
    ([0, 1, 1, -99], ["0": "GALAXY", "1": "STAR"], 1),
    ([1, 1, 2, 2, 9], ["1": "STAR", "2": "GALAXY", "3": "QSO"], 1),
  ])
  func `codes that a descriptor does not name are left out and told`(
    codes: [Int], names: [String: String], unnamed: Int
  ) {
    let found = reading(codes.map { "\($0).0" }, names)
    #expect(found.names == codes.map { names["\($0)"] })
    #expect(found.unnamedCodes.values.reduce(0, +) == unnamed)
    #expect(found.warnings(column: "type", survey: "mine").count == 1)
  }

  @Test func `a column of its own codes keeps them`() {
    let found = reading((0..<10).map(String.init), ["3": "GALAXY", "6": "STAR"])
    #expect(found.names == (0..<10).map(String.init) && found.unnamedCodes.isEmpty)
  }

  @Test func `words that a descriptor does not name are classes`() {
    let found = reading(["star", "ARTEFACT", "6"], ["star": "STAR", "6": "STAR"])
    #expect(found.names == ["STAR", "ARTEFACT", "STAR"])
  }

  @Test func `the null value of a column is no class, and blanks are counted by word`() {
    let found = ClassReading(
      ["-999", "GAL", "N/A", nil], columns: nil, nullValue: "-999")
    #expect(found.names == [nil, "GAL", nil, nil])
    #expect(
      found.warnings(column: "c", survey: "s") == [
        "Column c: 3 of 4 rows have no class (-999 1, N/A 1)."
      ])
  }

  @Test func `names that differ in case only are told`() {
    #expect(reading(["Spiral", "spiral", "E"]).caseVariants == [["Spiral", "spiral"]])
  }
}
