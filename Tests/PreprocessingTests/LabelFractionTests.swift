import Preprocessing
import Testing

struct LabelFractionTests {
  private static let kinds = (0..<1000).map { $0 % 10 == 0 ? 1 : 0 }
  private static let identities = (0..<1000).map { UInt64($0) &* 0x9e37_79b9_7f4a_7c15 }

  private static func kept(_ fraction: Double, of rows: [Int], seed: UInt64 = 0) -> [Int] {
    LabelFraction(fraction, seed: seed)
      .kept(of: rows, kinds: kinds, kindCount: 2, identities: identities)
  }

  @Test(arguments: [0.01, 0.1, 0.5])
  func `every class keeps its fraction`(fraction: Double) {
    let rows = Self.kept(fraction, of: Array(0..<1000))
    #expect(rows.count { Self.kinds[$0] == 0 } == Int(900 * fraction))
    #expect(rows.count { Self.kinds[$0] == 1 } == Int(100 * fraction))
    #expect(rows == rows.sorted())
  }

  @Test func `a smaller fraction is a part of a larger one`() {
    let fractions = [0.01, 0.2, 0.7, 1].map { Set(Self.kept($0, of: Array(0..<1000))) }
    for (smaller, larger) in zip(fractions, fractions.dropFirst()) {
      #expect(smaller.isStrictSubset(of: larger))
    }
  }

  @Test func `a class of few rows keeps one`() {
    #expect(Self.kept(0.01, of: [0, 1, 2, 10]).count == 2)
    #expect(Self.kept(0.01, of: []).isEmpty)
  }

  @Test func `another seed keeps other rows`() {
    let rows = Array(0..<1000)
    #expect(Self.kept(0.1, of: rows) != Self.kept(0.1, of: rows, seed: 1))
  }
}
