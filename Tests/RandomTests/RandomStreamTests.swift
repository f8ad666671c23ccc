import FoundationEssentials
import Testing

@testable import Random

struct RandomStreamTests {
  /// Known answers of Random123 1.14.0, `tests/kat_vectors`, lines `philox4x32 10`.
  @Test(arguments: [
    (
      SIMD4<UInt32>(repeating: 0), SIMD2<UInt32>(repeating: 0),
      SIMD4<UInt32>(0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8)
    ),
    (
      SIMD4<UInt32>(repeating: .max), SIMD2<UInt32>(repeating: .max),
      SIMD4<UInt32>(0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd)
    ),
    (
      SIMD4<UInt32>(0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344),
      SIMD2<UInt32>(0xa409_3822, 0x299f_31d0),
      SIMD4<UInt32>(0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1)
    ),
  ])
  func `Philox gives its authors' answers`(
    counter: SIMD4<UInt32>, key: SIMD2<UInt32>, answer: SIMD4<UInt32>
  ) {
    #expect(Philox.block(counter: counter, key: key) == answer)
  }

  @Test
  func `a stream resumed at a position continues as if it had not stopped`() {
    for position in 0..<9 {
      var whole = RandomStream(seed: 3, purpose: .shuffle, stream: 2)
      for _ in 0..<position { _ = whole.next() }
      var resumed = RandomStream(
        seed: 3, purpose: .shuffle, stream: 2, position: UInt64(position))
      #expect(whole == resumed)
      for _ in 0..<4 { #expect(whole.next() == resumed.next()) }
    }
  }

  @Test
  func `a stream decoded from its own encoding is the same`() throws {
    var stream = RandomStream(seed: .max, purpose: .augment, stream: 5)
    for _ in 0..<3 { _ = stream.next() }
    let data = try JSONEncoder().encode(stream)
    #expect(try JSONDecoder().decode(RandomStream.self, from: data) == stream)
  }

  @Test
  func `streams of other seeds, purposes and numbers differ`() {
    var streams = RandomStream.Purpose.allCases.map { RandomStream(seed: 1, purpose: $0) }
    streams.append(RandomStream(seed: 2, purpose: .split))
    streams.append(RandomStream(seed: 1 << 32 | 1, purpose: .split))
    streams.append(RandomStream(seed: 1, purpose: .split, stream: 1))
    streams.append(RandomStream(seed: 1, purpose: .split, stream: 1 << 32))
    let first = streams.map { stream in
      var stream = stream
      return stream.next()
    }
    #expect(Set(first).count == streams.count)
  }

  @Test
  func `units and normals have the moments of their distributions`() {
    var stream = RandomStream(seed: 5, purpose: .simulate)
    let count = 100_000
    let units = (0..<count).map { _ in stream.nextUnit() }
    let normals = (0..<count).map { _ in stream.nextNormal() }
    func moment(_ values: [Double], _ power: Int) -> Double {
      values.reduce(0) { sum, value in
        sum + (0..<power).reduce(1) { product, _ in product * value }
      } / Double(count)
    }
    // Five standard errors each.
    #expect(units.allSatisfy { (0..<1).contains($0) })
    #expect(abs(moment(units, 1) - 0.5) < 5 * 0.289 / 316)
    #expect(abs(moment(units, 2) - 1.0 / 3) < 5 * 0.298 / 316)
    #expect(abs(moment(normals, 1)) < 5.0 / 316)
    #expect(abs(moment(normals, 2) - 1) < 5 * 1.414 / 316)
    #expect(abs(moment(normals, 4) - 3) < 5 * 9.8 / 316)
  }
}
