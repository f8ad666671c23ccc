import Simulation
import Tables
import Testing

struct ObservationTests {
  private let rows = 2000

  @Test(arguments: [0, 0.01, 0.2])
  func `bands but r miss the fraction asked for`(fraction: Double) throws {
    let table = try sky { $0.missingFraction = fraction }.makeTable(rows: rows)
    for band in ["u", "g", "i", "z"] {
      let column = try #require(table["modelMag_" + band])
      let missing = Double((0..<rows).count { !column.isValid($0) }) / Double(rows)
      let deviation = (fraction * (1 - fraction) / Double(rows)).squareRoot()
      #expect(abs(missing - fraction) <= 5 * deviation, "\(band)")
    }
    let reference = try #require(table["modelMag_r"])
    #expect((0..<rows).allSatisfy { reference.isValid($0) })
  }

  @Test func `a missing magnitude has no error, and the other way round`() throws {
    let table = try sky { $0.missingFraction = 0.2 }.makeTable(rows: 300)
    let magnitudes = try #require(table["modelMag_u"])
    let errors = try #require(table["modelMagErr_u"])
    #expect((0..<300).allSatisfy { magnitudes.isValid($0) == errors.isValid($0) })
  }

  @Test func `errors grow toward the limit and never fall below the floor`() throws {
    let simulation = try sky { $0.missingFraction = 0 }
    let sources = (0..<rows).map { simulation.source(row: $0) }
    #expect(sources.flatMap(\.errors).allSatisfy { $0 > 0.01 && $0.isFinite })
    func meanError(_ range: Range<Double>) -> Double {
      let errors = sources.filter { range.contains($0.magnitudes[2]) }.map { $0.errors[2] }
      return errors.reduce(0, +) / Double(errors.count)
    }
    #expect(meanError(14..<18) < 0.02)
    #expect(meanError(21.5..<22) > 0.05)
  }

  @Test func `faint sources go undetected in the shallow bands, bright ones do not`() throws {
    let simulation = try sky { $0.magnitudes = 21...22 }
    let bright = try sky { $0.magnitudes = 14...16 }
    let faintCount = (0..<500).count { simulation.source(row: $0).undetectedBands & 1 != 0 }
    #expect(faintCount > 25)
    // Even the reddest dwarf at r = 16 shines in u at this depth.
    #expect((0..<500).allSatisfy { bright.source(row: $0).undetectedBands == 0 })
    #expect((0..<500).allSatisfy { simulation.source(row: $0).undetectedBands & 4 == 0 })
  }

  @Test func `dust reddens by the coefficients of its bands`() throws {
    func meanColour(_ reddening: Double) throws -> (colour: Double, reddening: Double) {
      let simulation = try sky {
        $0.mixture = [.star: 1]
        $0.missingFraction = 0
        $0.medianReddening = reddening
        $0.magnitudes = 15...18
      }
      let sources = (0..<rows).map { simulation.source(row: $0) }
      let colours = sources.map { $0.magnitudes[1] - $0.magnitudes[2] }
      return (
        colours.reduce(0, +) / Double(rows), sources.map(\.reddening).reduce(0, +) / Double(rows)
      )
    }
    let clear = try meanColour(0)
    let dusty = try meanColour(0.3)
    #expect(clear.reddening == 0)
    #expect((0.15...0.7).contains(dusty.reddening))
    // A_g − A_r = 1.018 E(B−V); another mix of stars remains as noise.
    let slope = (dusty.colour - clear.colour) / dusty.reddening
    #expect(abs(slope - 1.018) < 0.25)
  }

  @Test func `the table has the columns announced, with units and UCDs`() throws {
    let table = try sky().makeTable(rows: 3)
    #expect(table.columns.map(\.info) == SkySimulation.columns)
    for column in table.columns {
      #expect(column.info.ucd != nil && column.info.description != nil, "\(column.name)")
    }
    #expect(table["ra"]?.info.unit == "deg")
    #expect(table["modelMag_r"]?.info.unit == "mag")
    #expect(table["objID"]?.values.int64s?.first == SkySimulation.firstIdentifier)
    #expect(table["class"]?.values.strings?.allSatisfy { $0.count <= 6 } == true)
  }
}
