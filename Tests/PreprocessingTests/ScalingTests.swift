import Files
import Random
import Testing

@testable import Preprocessing

struct ScalingTests {
  private static func normal(_ count: Int) -> [Float] {
    var stream = RandomStream(seed: 3, purpose: .simulate)
    return (0..<count).map { _ in Float(20 + 3 * stream.nextNormal()) }
  }

  @Test func `by z-score gives mean 0 and deviation 1`() {
    let values = Self.normal(4000)
    let scale = FittedScale(fitting: values, scaling: .zscore)
    let scaled = values.map { Double(scale($0)) }
    let mean = scaled.reduce(0, +) / 4000
    let variance = scaled.reduce(0) { $0 + $1 * $1 } / 4000 - mean * mean
    #expect(abs(mean) < 1e-4)
    #expect(abs(variance - 1) < 1e-3)
  }

  @Test func `by the extremes gives −1 and 1`() {
    let values = Self.normal(100)
    let scale = FittedScale(fitting: values, scaling: .minmax)
    #expect(abs(scale(values.min() ?? 0) + 1) < 1e-5)
    #expect(abs(scale(values.max() ?? 0) - 1) < 1e-5)
  }

  @Test func `by quartiles does not mind a wild value`() {
    let values = Self.normal(4000)
    let calm = FittedScale(fitting: values, scaling: .robust)
    let wild = FittedScale(fitting: values + [1e9], scaling: .robust)
    #expect(abs(calm.factor - wild.factor) < 1e-3)
    #expect(abs(calm.factor - 1 / 3) < 0.02)
  }

  @Test(arguments: Scaling.allCases)
  func `of a constant feature gives 0`(scaling: Scaling) {
    let scale = FittedScale(fitting: [17.5, 17.5, 17.5], scaling: scaling)
    #expect(scale.isConstant)
    #expect(scale(40) == 0)
  }

  @Test func `clips`() {
    let scale = FittedScale(centre: 0, factor: 1, clip: 6)
    #expect(scale(100) == 6)
    #expect(scale(-100) == -6)
  }

  @Test func `of no value at all is constant`() {
    #expect(FittedScale(fitting: [.nan, .nan], scaling: .zscore).isConstant)
  }
}

struct ClassBalanceTests {
  private let classes = [0, 0, 0, 0, 0, 0, 1, 1, 2]

  @Test func `by weights lets every class weigh the same`() throws {
    let weights = try #require(ClassBalance.weights.weights(classes: classes, classCount: 3))
    for index in 0..<3 {
      let sum = zip(weights, classes).filter { $0.1 == index }.map(\.0).reduce(0, +)
      #expect(abs(sum - 3) < 1e-5)
    }
  }

  @Test func `by sampling draws every class as often`() {
    let drawn = ClassBalance.sampling.sample(classes: classes, classCount: 3, seed: 0)
    for index in 0..<3 { #expect(drawn.count { classes[$0] == index } == 6) }
    #expect(Set(drawn) == Set(classes.indices))
  }
}

struct ClassLabelsTests {
  @Test func `are sorted, trimmed and canonical`() throws {
    let labels = try ClassLabels(
      ["6", "3 ", nil, "", "QSO"], canonical: { ["6": "STAR", "3": "GALAXY"][$0] ?? $0 },
      path: "t.csv")
    #expect(labels.names == ["GALAXY", "QSO", "STAR"])
    #expect(labels.indices == [2, 0, nil, nil, 1])
  }

  @Test(arguments: [([String?](), "no class at all"), (["STAR", "STAR"], "only one class, STAR")])
  func `of fewer than two classes are refused`(labels: [String?], says: String) {
    let error = #expect(throws: SkysortError.self) {
      try ClassLabels(labels, path: "t.csv")
    }
    #expect(error?.description.contains(says) == true)
  }

  @Test func `become rows of one 1`() {
    #expect(ClassLabels.oneHot([1, 0], classCount: 2) == [0, 1, 1, 0])
  }
}

struct ClassColumnTests {
  private static let numbers: [String] = (1...150).map { "\($0)" }
  private static let nearlyAll: [String] = (1...150).map { $0 % 10 == 0 ? "7" : "\($0)" }
  private static let reals: [String] = (1...40).map { "\(Double($0) * 0.37)" }
  private static let names: [String] = (1...9).map { "J1200+00\($0)" }
  private static let many: [String] = (0..<1000).map { "\($0 % 900)" }

  @Test(arguments: [
    (numbers, "differs in every row"), (nearlyAll, "differs in nearly every row"),
    (reals, "differs in every row"), (names, "differs in every row"),
    (many, "differs in nearly every row"),
  ])
  func `a column that tells rows apart is refused`(labels: [String], says: String) {
    let error = #expect(throws: SkysortError.self) { try ClassLabels(labels, path: "t.csv") }
    #expect(error?.problem.contains(says) == true)
  }

  @Test(arguments: [51, 60, 120])
  func `more than fifty classes must be confirmed`(count: Int) throws {
    let labels = (0..<count * 10).map { "c\($0 % count)" }
    let error = #expect(throws: SkysortError.self) { try ClassLabels(labels, path: "t.csv") }
    #expect(error?.fix.contains("--classes \(count)") == true)
    #expect(try ClassLabels(labels, limit: count, path: "t.csv").names.count == count)
  }

  @Test func `fifty classes need no word`() throws {
    let labels = (0..<500).map { "c\($0 % 50)" }
    #expect(try ClassLabels(labels, path: "t.csv").names.count == 50)
  }
}
