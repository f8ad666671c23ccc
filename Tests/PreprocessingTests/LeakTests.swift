import Random
import Testing

@testable import Preprocessing

struct LeakTests {
  @Test func `the area under the curve is the fraction of pairs in order`() throws {
    var stream = RandomStream(seed: 1, purpose: .simulate)
    let classes = (0..<200).map { $0 % 2 }
    let values = classes.map { Float(($0 == 1 ? 0.3 : 0) + stream.nextUnit()).rounded(.down) }
    var pairs = 0.0
    var total = 0.0
    for (first, one) in zip(values, classes) where one == 1 {
      for (second, other) in zip(values, classes) where other == 0 {
        pairs += first > second ? 1 : first == second ? 0.5 : 0
        total += 1
      }
    }
    let area = try #require(LeakCheck.areas(values: values, classes: classes, classCount: 2)[1])
    #expect(abs(area - pairs / total) < 1e-12)
  }

  @Test func `an input that separates a class is found, in either direction`() {
    let classes = (0..<90).map { $0 % 3 }
    let found = LeakCheck().finding(
      feature: "spy", values: classes.map { $0 == 1 ? -5 : Float($0) }, classes: classes,
      classNames: ["A", "B", "C"])
    #expect(found?.feature == "spy")
    #expect(found?.separation == 1)
  }

  @Test func `an honest input is not suspected`() {
    let classes = (0..<90).map { $0 % 3 }
    let found = LeakCheck().finding(
      feature: "r", values: (0..<90).map { Float($0 / 3) }, classes: classes,
      classNames: ["A", "B", "C"])
    #expect(found == nil)
  }

  @Test func `a class without rows has no area`() {
    #expect(LeakCheck.areas(values: [1, 2], classes: [0, 0], classCount: 2) == [nil, nil])
  }
}
