import Files
import Simulation
import Tables
import Testing

/// A sky with some settings changed.
func sky(_ change: (inout SimulationConfiguration) -> Void = { _ in }) throws -> SkySimulation {
  var configuration = SimulationConfiguration()
  change(&configuration)
  return try SkySimulation(configuration)
}

/// Every cell, exact; missing ones are `nil`, so that they compare equal.
private func texts(_ table: Table) -> [[String?]?] { table.columns.map { $0.texts() } }

struct SkySimulationTests {
  @Test func `the same seed makes the same sky`() throws {
    #expect(texts(try sky().makeTable(rows: 200)) == texts(try sky().makeTable(rows: 200)))
  }

  @Test func `another seed makes another sky`() throws {
    let other = try sky { $0.seed = 1 }
    #expect(try sky().source(row: 0) != other.source(row: 0))
    let place = try sky().source(row: 5)
    #expect(place.rightAscension != other.source(row: 5).rightAscension)
  }

  @Test(arguments: [1, 7, 64, 199])
  func `chunks laid end to end equal the whole`(chunkRows: Int) throws {
    let simulation = try sky()
    let chunks = stride(from: 0, to: 200, by: chunkRows).map {
      simulation.makeTable(rows: $0..<min(200, $0 + chunkRows))
    }
    let laid = Table.concatenate(chunks)
    #expect(texts(laid) == texts(simulation.makeTable(rows: 200)))
  }

  @Test func `every source lies in the patch and within the magnitude limits`() throws {
    let patch = SkyPatch(west: 355, width: 10, south: -5, north: 5)
    let simulation = try sky {
      $0.patch = patch
      $0.magnitudes = 16...20
    }
    for row in 0..<500 {
      let source = simulation.source(row: row)
      #expect(source.rightAscension >= 355 || source.rightAscension < 5)
      #expect((0..<360).contains(source.rightAscension))
      #expect((-5...5).contains(source.declination))
      #expect((16...20).contains(source.magnitudes[2]))
    }
  }

  @Test func `positions fill a patch evenly even near a pole`() throws {
    let simulation = try sky {
      $0.patch = SkyPatch(west: 0, width: 360, south: 0, north: 90)
    }
    let rows = 2000
    let northern = (0..<rows).count { simulation.source(row: $0).declination > 30 }
    // Half of the hemisphere's area lies beyond 30 degrees; five standard deviations allowed.
    #expect(abs(Double(northern) / Double(rows) - 0.5) < 0.056)
  }

  @Test func `the area of the whole sky is 41 253 square degrees`() {
    let wholeSky = SkyPatch(west: 0, width: 360, south: -90, north: 90)
    #expect(abs(wholeSky.area - 41_252.96) < 0.01)
  }

  @Test func `impossible settings are refused by name`() {
    let changes: [(String, (inout SimulationConfiguration) -> Void)] = [
      ("patch", { $0.patch = SkyPatch(west: 0, width: 10, south: 5, north: 5) }),
      ("magnitudes", { $0.magnitudes = 5...22 }),
      ("magnitudes", { $0.magnitudes = 24...25 }),
      ("missing fraction", { $0.missingFraction = 1 }),
      ("median reddening", { $0.medianReddening = -.infinity }),
      ("depths", { $0.depths = [22, 23] }),
      ("mixture", { $0.mixture = [.star: 0] }),
      ("mixture", { $0.mixture = [.star: -1, .galaxy: 2] }),
    ]
    for (subject, change) in changes {
      let error = #expect(throws: SkysortError.self) { try sky(change) }
      #expect(error?.path == subject)
    }
  }
}
