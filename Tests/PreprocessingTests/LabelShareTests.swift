import Preprocessing
import Testing

struct LabelShareTests {
  private static let kinds = (0..<1000).map { $0 % 10 == 0 ? 1 : 0 }
  private static let identities = (0..<1000).map { UInt64($0) &* 0x9e37_79b9_7f4a_7c15 }

  private static func kept(_ share: Double, of rows: [Int], seed: UInt64 = 0) -> [Int] {
    LabelShare(share, seed: seed)
      .kept(of: rows, kinds: kinds, kindCount: 2, identities: identities)
  }

  @Test(arguments: [0.01, 0.1, 0.5])
  func `every class keeps its share`(share: Double) {
    let rows = Self.kept(share, of: Array(0..<1000))
    #expect(rows.count { Self.kinds[$0] == 0 } == Int(900 * share))
    #expect(rows.count { Self.kinds[$0] == 1 } == Int(100 * share))
    #expect(rows == rows.sorted())
  }

  @Test func `a smaller share is a part of a larger one`() {
    let shares = [0.01, 0.2, 0.7, 1].map { Set(Self.kept($0, of: Array(0..<1000))) }
    for (smaller, larger) in zip(shares, shares.dropFirst()) {
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
