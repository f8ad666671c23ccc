import Preprocessing
import Random
import Testing

struct SingleColumnTests {
  /// Stars near 0, galaxies up to 1, quasars up to 4: redshifts by another name.
  private static func redshifts(_ count: Int) -> (values: [Float], classes: [Int]) {
    var stream = RandomStream(seed: 3, purpose: .simulate)
    let classes = (0..<count).map { $0 % 3 }
    let values = classes.map { index -> Float in
      switch index {
      case 0: Float(1e-4 * stream.nextNormal())
      case 1: Float(0.02 + stream.nextUnit())
      default: Float(0.3 + 4 * stream.nextUnit())
      }
    }
    return (values, classes)
  }

  @Test func `islands of a class are found on both sides of another`() throws {
    let (values, classes) = Self.redshifts(3000)
    let alone = SingleColumnClassifier(
      values: Array(values[..<2000]), classes: Array(classes[..<2000]), classCount: 3)
    let accuracy = try #require(
      alone.accuracy(values: Array(values[2000...]), classes: Array(classes[2000...])))
    #expect(accuracy > 0.9)
    #expect(SingleColumnClassifier.isNearly(accuracy, 0.97, commonest: 1.0 / 3))
  }

  @Test func `a magnitude does not tell the classes`() throws {
    var stream = RandomStream(seed: 4, purpose: .simulate)
    let classes = (0..<3000).map { $0 % 3 }
    let values = classes.map { _ in Float(17 + 4 * stream.nextUnit()) }
    let alone = SingleColumnClassifier(
      values: Array(values[..<2000]), classes: Array(classes[..<2000]), classCount: 3)
    let accuracy = try #require(
      alone.accuracy(values: Array(values[2000...]), classes: Array(classes[2000...])))
    #expect(!SingleColumnClassifier.isNearly(accuracy, 0.9, commonest: 1.0 / 3))
  }

  @Test func `rows without a value have a class of their own`() {
    let alone = SingleColumnClassifier(
      values: [1, 1, 1, 1, 1, .nan, .nan], classes: [0, 0, 0, 0, 0, 1, 1], classCount: 2)
    #expect(alone(.nan) == 1 && alone(1) == 0 && alone(-5) == 0)
  }

  @Test(arguments: [(0.95, 0.97, 0.6, true), (0.80, 0.97, 0.6, false), (0.62, 0.63, 0.6, false)])
  func `nearly is a fraction of the gain over the commonest class`(
    accuracy: Double, model: Double, commonest: Double, isNearly: Bool
  ) {
    #expect(
      SingleColumnClassifier.isNearly(accuracy, model, commonest: commonest) == isNearly)
  }

  @Test func `no rows have no accuracy`() {
    let alone = SingleColumnClassifier(values: [], classes: [], classCount: 2)
    #expect(alone.accuracy(values: [], classes: []) == nil)
  }
}
