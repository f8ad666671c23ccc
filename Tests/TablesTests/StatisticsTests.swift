import Files
import Tables
import TestSupport
import Testing

struct StatisticsTests {
  private func statistics(
    _ text: String, chunk: Int = 2
  ) throws -> (TableStatistics, PhotometryColumns?) {
    let folder = try TemporaryFolder()
    let reader = try TableFile.open(folder.write("t.csv", text))
    let photometry = SurveyCatalog.bundled.recognise(reader.schema)?.columns
    return (try TableStatistics(reading: reader, photometry: photometry), photometry)
  }

  @Test func `ranges, missing cells, words and identifiers are counted`() throws {
    let (found, _) = try statistics(
      "objid,u,g,r,class\n1,20.5,inf,19,STAR\n2,,21,20,QSO\n2,18.25,22,21,STAR\n")
    #expect(found.rowCount == 3)
    #expect(found.distinctIdentifiers == 2)
    #expect(found["u"]?.missingCount == 1)
    #expect(found["u"]?.minimum == 18.25)
    #expect(found["u"]?.maximum == 20.5)
    #expect(found["g"]?.infiniteCount == 1)
    #expect(found["class"]?.words == ["STAR": 2, "QSO": 1])
  }

  @Test func `words that are too many are no labels`() throws {
    let rows = (0..<100).map { "name\($0),1\n" }.joined()
    let (found, _) = try statistics("name,x\n" + rows)
    #expect(found["name"]?.words == nil)
    #expect(found["x"]?.maximum == 1)
  }

  @Test func `a recurring number apart from the rest is suspected`() throws {
    let (found, photometry) = try statistics(
      "id,mag_g,mag_r,mag_i\n1,20,99,-999\n2,99,21,22\n3,22,99,-999\n4,23,22,99.5\n")
    let suspects = found.suspectedSentinels(try #require(photometry))
    #expect(suspects.map(\.column) == ["mag_g", "mag_r", "mag_i"])
    #expect(suspects.map(\.value) == [99, 99, -999])
    #expect(suspects.map(\.count) == [1, 2, 2])
  }

  @Test func `a declared sentinel is not suspected`() throws {
    let (found, photometry) = try statistics("objid,u,g,r\n1,-9999,20,21\n2,19,-9999,20\n")
    #expect(found.suspectedSentinels(try #require(photometry)).isEmpty)
  }

  private func sky(_ scale: Double, height: Double) -> String {
    "id,ra,dec,mag_g,mag_r\n"
      + (0..<200).map { index in
        let longitude = Double(index) * 1.797
        let latitude = height * (Double(index % 21) / 10 - 1)
        return
          "\(index),\(longitude.truncatingRemainder(dividingBy: 360) * scale),\(latitude * scale),20,21\n"
      }.joined()
  }

  @Test func `radians over the sky are refused, degrees and stripes are not`() throws {
    let (radians, _) = try statistics(sky(.pi / 180, height: 89))
    #expect(throws: SkysortError.self) { try radians.checkDegrees(path: "t.csv") }
    let (degrees, _) = try statistics(sky(1, height: 89))
    try degrees.checkDegrees(path: "t.csv")
    let (stripe, _) = try statistics(sky(.pi / 180, height: 72))
    try stripe.checkDegrees(path: "t.csv")
  }

  @Test func `a unit of radians is refused whatever the range`() throws {
    let schema = TableSchema(columns: [
      ColumnInfo(name: "ra", type: .double, unit: "rad"),
      ColumnInfo(name: "dec", type: .double, unit: "rad"),
    ])
    let photometry = PhotometryColumns(
      survey: "x", rightAscension: "ra", declination: "dec", bands: [])
    let found = TableStatistics(schema, photometry: photometry)
    #expect(throws: SkysortError.self) { try found.checkDegrees(path: "t.csv") }
  }

  @Test func `a cut tells extended from point, either sense`() {
    func column(_ name: String, _ values: [Double]) -> Column {
      Column(info: ColumnInfo(name: name, type: .double), values: .double(values))
    }
    let table = Table(columns: [column("psf", [20, 20, .nan]), column("model", [19.8, 19.9, 19])])
    let difference = PointSourceCut(first: "psf", second: "model", threshold: 0.145, source: "s")
    #expect(difference.isExtended(table) == [true, false, nil])
    let score = PointSourceCut(
      first: "model", threshold: 19.85, largeMeansExtended: false, source: "s")
    #expect(score.isExtended(table) == [true, false, true])
    let words = Table(columns: [
      Column(
        info: ColumnInfo(name: "type", type: .string), values: .string(["PSF", "rex", ""]),
        validity: [true, true, false])
    ])
    let named = PointSourceCut(
      first: "type", threshold: 0, pointValues: ["psf"], source: "s")
    #expect(named.isExtended(words) == [false, true, nil])
  }
}
