import Simulation
import Testing

/// Sources of one class only.
private func sources(
  _ sourceClass: SourceClass, rows: Int = 600, magnitudes: ClosedRange<Double> = 15...19
) throws -> [SimulatedSource] {
  let simulation = try sky {
    $0.mixture = [sourceClass: 1]
    $0.magnitudes = magnitudes
    $0.missingFraction = 0
    $0.medianReddening = 0
  }
  return (0..<rows).map { simulation.source(row: $0) }
}

private func median(_ numbers: [Double]) -> Double {
  precondition(!numbers.isEmpty, "expected numbers, found none")
  return numbers.sorted()[numbers.count / 2]
}

/// u − g, g − r, r − i, i − z.
private func colour(_ index: Int, _ source: SimulatedSource) -> Double {
  source.magnitudes[index] - source.magnitudes[index + 1]
}

struct PopulationTests {
  @Test func `classes come in the fractions asked for`() throws {
    let simulation = try sky { $0.mixture = [.star: 1, .galaxy: 2, .quasar: 1] }
    let rows = 2000
    let sources = (0..<rows).map { simulation.source(row: $0) }
    for (sourceClass, fraction) in [(SourceClass.star, 0.25), (.galaxy, 0.5), (.quasar, 0.25)] {
      let found = Double(sources.count { $0.sourceClass == sourceClass }) / Double(rows)
      // Five standard deviations of a binomial fraction.
      #expect(abs(found - fraction) < 5 * (fraction * (1 - fraction) / Double(rows)).squareRoot())
    }
  }

  @Test func `stars lead bright, galaxies faint, quasars are rare`() throws {
    let bright = try sky { $0.magnitudes = 14...17 }
    let faint = try sky { $0.magnitudes = 20...22 }
    func fraction(_ sourceClass: SourceClass, _ simulation: SkySimulation) -> Double {
      Double((0..<1000).count { simulation.source(row: $0).sourceClass == sourceClass }) / 1000
    }
    #expect(fraction(.star, bright) > 0.8)
    #expect(fraction(.galaxy, faint) > 0.6)
    #expect(fraction(.quasar, bright) < 0.01)
    #expect((0.002...0.05).contains(fraction(.quasar, faint)))
  }

  @Test func `a deeper survey expects more sources of the same patch`() throws {
    let shallow = try sky { $0.magnitudes = 14...20 }.expectedRows
    let deep = try sky { $0.magnitudes = 14...22 }.expectedRows
    // 200 square degrees with some 4,000 sources each at r < 20 and some 15,000 at r < 22.
    #expect((500_000...1_400_000).contains(shallow))
    #expect((2_000_000...4_500_000).contains(deep))
  }

  @Test func `turn-off stars have the colours of the stellar locus`() throws {
    let turnOff = try sources(.star).filter { (0.2...0.5).contains(colour(1, $0)) }
    #expect(turnOff.count > 100)
    #expect(abs(median(turnOff.map { colour(0, $0) }) - 1.05) < 0.15)
    #expect(abs(median(turnOff.map { colour(2, $0) }) - 0.14) < 0.06)
    #expect(abs(median(turnOff.map { colour(3, $0) }) - 0.04) < 0.06)
  }

  @Test func `red dwarfs stop reddening in g − r while r − i goes on`() throws {
    let dwarfs = try sources(.star).filter { colour(2, $0) > 0.9 }
    #expect(dwarfs.count > 40)
    #expect(abs(median(dwarfs.map { colour(1, $0) }) - 1.43) < 0.12)
  }

  @Test func `near galaxies fall into a red and a blue group`() throws {
    let galaxies = try sources(.galaxy, magnitudes: 15...18).filter { $0.redshift < 0.15 }
    let red = galaxies.count { colour(0, $0) > 1.7 }
    let blue = galaxies.count { colour(0, $0) < 1.4 }
    let between = galaxies.count - red - blue
    #expect(red > between && blue > between)
  }

  @Test func `red galaxies redden in g − r until the break leaves g`() throws {
    let galaxies = try sources(.galaxy, rows: 1500, magnitudes: 17...20)
    func reddest(_ range: Range<Double>) -> Double {
      let colours = galaxies.filter { range.contains($0.redshift) }.map { colour(1, $0) }.sorted()
      return colours[colours.count * 85 / 100]
    }
    #expect(reddest(0.05..<0.12) < reddest(0.2..<0.28))
    #expect(reddest(0.2..<0.28) < reddest(0.35..<0.42))
  }

  @Test func `quasars are blue in u − g until Lyman alpha enters g`() throws {
    let quasars = try sources(.quasar, rows: 1500)
    let near = quasars.filter { (0.5..<2).contains($0.redshift) }.map { colour(0, $0) }
    let far = quasars.filter { (2.9..<3.4).contains($0.redshift) }.map { colour(0, $0) }
    #expect(abs(median(near) - 0.2) < 0.2)
    #expect(median(far) > 0.9)
  }

  @Test func `redshifts tell stars from the rest, and grow with faintness for galaxies`() throws {
    let stars = try sources(.star, rows: 200)
    #expect(stars.allSatisfy { abs($0.redshift) < 0.003 })
    let bright = try sources(.galaxy, rows: 400, magnitudes: 15...17).map(\.redshift)
    let faint = try sources(.galaxy, rows: 400, magnitudes: 20...22).map(\.redshift)
    #expect(median(bright) < 0.12)
    #expect((0.2...0.6).contains(median(faint)))
  }

  @Test func `only galaxies are extended`() throws {
    func isExtended(_ source: SimulatedSource) -> Bool {
      source.pointMagnitude - source.magnitudes[2] > 0.145
    }
    #expect(try sources(.galaxy, rows: 300).count(where: isExtended) > 285)
    #expect(try sources(.star, rows: 300).count(where: isExtended) < 3)
    #expect(try sources(.quasar, rows: 300).count(where: isExtended) < 3)
  }
}
