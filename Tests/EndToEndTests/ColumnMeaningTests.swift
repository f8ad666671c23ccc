import Foundation
import TestSupport
import Testing

/// A simulated sky of three classes as a table in text, with whatever columns a test wants.
private struct SkyText {
  struct Source {
    let name: String
    let g: Double
    let r: Double
    let i: Double
    let redshift: Double
  }

  let sources: [Source]

  init(_ count: Int = 600) {
    var state: UInt64 = 7
    func unit() -> Double {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(state >> 11) * 0x1p-53
    }
    func normal() -> Double { (0..<12).reduce(-6.0) { sum, _ in sum + unit() } }
    sources = (0..<count).map { row in
      let kind = row % 3
      let r = 17 + 4 * unit()
      let g = r + [0.9, 0.1, 0.4][kind] + 0.15 * normal()
      let i = r - [0.5, 0.1, 0.15][kind] - 0.15 * normal()
      let redshift = [0.1 + unit(), 0.5 + 3 * unit(), 1e-4 * normal()][kind]
      return Source(
        name: ["GALAXY", "QSO", "STAR"][kind], g: g, r: r, i: i, redshift: redshift)
    }
  }

  /// - Parameter columns: Their header in ECSV, and their cell for a source and its row.
  func ecsv(_ columns: [(header: String, cell: (Source, Int) -> String)]) -> String {
    let names = columns.map { column in
      column.header.split(separator: ",")[0].dropFirst("name: ".count)
    }
    let header = columns.map { "# - {\($0.header)}" }.joined(separator: "\n")
    let rows = sources.enumerated().map { row, source in
      columns.map { $0.cell(source, row) }.joined(separator: " ")
    }
    return "# %ECSV 1.0\n# ---\n# datatype:\n\(header)\n"
      + ([names.joined(separator: " ")] + rows).joined(separator: "\n") + "\n"
  }

  /// Magnitudes, or fluxes of a zero point, in a unit.
  func photometry(_ pattern: String, unit: String, zeroPoint: Double?) -> [(
    header: String, cell: (Source, Int) -> String
  )] {
    let bands: [(String, (Source) -> Double)] = [("g", \.g), ("r", \.r), ("i", \.i)]
    return bands.map { band, magnitude in
      let name = pattern.replacing("*", with: band)
      let stated = unit.isEmpty ? "" : ", unit: \(unit)"
      return (
        "name: \(name), datatype: float64\(stated)",
        { source, _ in
          let value = magnitude(source)
          return "\(zeroPoint.map { pow(10, ($0 - value) / 2.5) } ?? value)"
        }
      )
    }
  }

  static func column(
    _ header: String, _ cell: @escaping (Source, Int) -> String
  ) -> (header: String, cell: (Source, Int) -> String) {
    (header, cell)
  }

  static var label: (header: String, cell: (Source, Int) -> String) {
    column("name: class, datatype: string") { source, _ in source.name }
  }
}

struct ColumnMeaningTests {
  private let sky = SkyText()
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func train(
    _ table: String, _ options: String..., to model: String = "m.safetensors"
  ) throws -> Program.Outcome {
    try Program.run(
      ["train", table, "--model", "logistic", "--epochs", "30", "-o", folder.file(model)] + options)
  }

  private func classes(_ name: String) throws -> [String] {
    let lines = String(decoding: try folder.bytes(name), as: UTF8.self).split(separator: "\n")
    let column = try #require(lines[0].split(separator: ",").firstIndex(of: "skysort_class"))
    return lines.dropFirst().map {
      String($0.split(separator: ",", omittingEmptySubsequences: false)[column])
    }
  }

  @Test(arguments: [("uJy", 23.9), ("nJy", 31.4), ("Jy", 8.9), ("erg / (cm2 Hz s)", -48.6)])
  func `a model of nanomaggies gives the same classes for another unit`(
    unit: String, zeroPoint: Double
  ) throws {
    func table(_ unit: String, _ zeroPoint: Double, _ name: String) throws -> String {
      try folder.write(
        name,
        sky.ecsv(
          sky.photometry("flux_*", unit: unit, zeroPoint: zeroPoint) + [SkyText.label]))
    }
    let own = try table("nmgy", 22.5, "own.ecsv")
    let other = try table(unit, zeroPoint, "other.ecsv")
    let trained = try train(own)
    #expect(trained.status == 0, "\(trained.messages)")
    for name in ["own", "other"] {
      let run = try Program.run(
        "classify", "--model", folder.file("m.safetensors"), name == "own" ? own : other, "-o",
        folder.file("\(name).csv"), "--quiet")
      #expect(run.status == 0, "\(run.messages)")
    }
    #expect(try classes("own.csv") == classes("other.csv"))
  }

  @Test(arguments: ["banana", "count", "MJy/sr"])
  func `a unit that nobody knows is refused`(unit: String) throws {
    let table = try folder.write(
      "t.ecsv",
      sky.ecsv(sky.photometry("flux_*", unit: unit, zeroPoint: 22.5) + [SkyText.label]))
    let run = try train(table)
    #expect(run.status == 65)
    #expect(run.messages.contains("column flux_g"), "\(run.messages)")
    #expect(!FileManager.default.fileExists(atPath: folder.file("m.safetensors")))
  }

  @Test(arguments: [
    "name: zsp, datatype: float64", "name: z_best, datatype: float64",
    "name: col7, datatype: float64, meta: {ucd: src.redshift}",
    "name: col8, datatype: float64, unit: km / s", "name: VDISP, datatype: float64",
  ])
  func `what comes from a spectrum is refused as a feature`(header: String) throws {
    let table = try folder.write(
      "t.ecsv",
      sky.ecsv(
        sky.photometry("mag_*", unit: "mag", zeroPoint: nil) + [
          SkyText.column(header) { source, _ in "\(source.redshift)" }, SkyText.label,
        ]))
    let name = header.split(separator: ",")[0].dropFirst("name: ".count)
    let run = try train(table, "--features", String(name))
    #expect(run.status == 64)
    #expect(run.messages.contains("\(name) would give the class away"), "\(run.messages)")
  }

  @Test func `a column that alone tells as much as the model is named`() throws {
    let table = try folder.write(
      "t.ecsv",
      sky.ecsv(
        sky.photometry("mag_*", unit: "mag", zeroPoint: nil) + [
          SkyText.column("name: q7, datatype: float64") { source, _ in "\(source.redshift)" },
          SkyText.column("name: noise, datatype: float64") { _, row in "\(row * 7919 % 101)" },
          SkyText.label,
        ]))
    let run = try train(table, "--features", "q7,noise", "--report", folder.file("report"))
    #expect(run.status == 0, "\(run.messages)")
    #expect(run.messages.contains("warning: q7 alone tells"), "\(run.messages)")
    #expect(!run.messages.contains("noise alone"))
    let page = String(decoding: try folder.bytes("report/report.html"), as: UTF8.self)
    #expect(page.contains("Leaking feature q7"))
  }

  @Test func `a redshift in the place of band z is left out, and refused where it is wanted`()
    throws
  {
    func table(_ name: String, _ z: @escaping (SkyText.Source) -> Double) throws -> String {
      try folder.write(
        name,
        sky.ecsv(
          sky.photometry("*", unit: "", zeroPoint: nil) + [
            SkyText.column("name: z, datatype: float64") { source, _ in "\(z(source))" },
            SkyText.label,
          ]))
    }
    let bands = try table("bands.ecsv") { $0.i - 0.2 }
    let redshift = try table("redshift.ecsv") { $0.redshift }
    let run = try train(redshift, "--json")
    #expect(run.messages.contains("redshifts, not magnitudes of band z"), "\(run.messages)")
    #expect((try run.json()["features"] as? [String])?.contains("z") == false)
    #expect(try train(bands).status == 0)
    let refused = try Program.run(
      "classify", "--model", folder.file("m.safetensors"), redshift, "-o", folder.file("out.csv"))
    #expect(refused.status == 65)
    #expect(refused.messages.contains("column z"), "\(refused.messages)")
    #expect(!FileManager.default.fileExists(atPath: folder.file("out.csv")))
  }

  @Test func `a column that differs in every row is refused as class, and another offered`() throws
  {
    let table = try folder.write(
      "t.ecsv",
      sky.ecsv(
        [SkyText.column("name: label, datatype: int32") { _, row in "\(row + 1)" }]
          + sky.photometry("mag_*", unit: "mag", zeroPoint: nil) + [
            SkyText.column("name: spec_class, datatype: string") { source, _ in source.name }
          ]))
    let run = try train(table)
    #expect(run.status == 65)
    #expect(run.messages.contains("the column 'label' differs in every row"), "\(run.messages)")
    #expect(run.messages.contains("Name spec_class with --label"))
    #expect(try train(table, "--label", "spec_class").status == 0)
  }

  @Test func `many classes want a word of confirmation`() throws {
    let table = try folder.write(
      "t.ecsv",
      sky.ecsv(
        sky.photometry("mag_*", unit: "mag", zeroPoint: nil) + [
          SkyText.column("name: class, datatype: string") { _, row in "c\(row % 60)" }
        ]))
    let run = try train(table)
    #expect(run.status == 65)
    #expect(run.messages.contains("--classes 60"), "\(run.messages)")
    #expect(try train(table, "--classes", "60").status == 0)
    #expect(try train(table, "--classes", "1").status == 64)
  }

  @Test func `codes without a name and words for nothing are left out and told`() throws {
    let survey = try folder.write(
      "mine.yaml",
      """
      name: mine
      title: Mine
      source: me
      photometry: {column: "mag_{band}", measure: magnitude}
      bands: [{name: g}, {name: r}, {name: i}]
      class:
        columns: [code]
        names: {GALAXY: ["1"], QSO: ["2"], STAR: ["4"]}
      """)
    let table = try folder.write(
      "t.ecsv",
      sky.ecsv(
        sky.photometry("mag_*", unit: "mag", zeroPoint: nil) + [
          SkyText.column("name: code, datatype: string") { source, row in
            if row % 20 == 0 { return "N/A" }
            return row % 10 == 5 ? "9" : ["GALAXY": "1.0", "QSO": "2", "STAR": "4"][source.name]!
          }
        ]))
    let run = try train(table, "--survey", survey, "--json")
    #expect(run.status == 0, "\(run.messages)")
    #expect(try run.json()["classes"] as? [String] == ["GALAXY", "QSO", "STAR"])
    #expect(run.messages.contains("9 in 60 rows"), "\(run.messages)")
    #expect(run.messages.contains("have no class"))
  }
}
