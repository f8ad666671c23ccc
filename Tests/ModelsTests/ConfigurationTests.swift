import Files
import Learning
import Models
import Settings
import Testing

struct ConfigurationTests {
  private static func decode(_ text: String) throws -> ClassifierConfiguration {
    try StrictSettings.decode(ClassifierConfiguration.self, from: text, path: "training.yaml")
  }

  @Test func `what is not stated follows the recipe`() throws {
    let stated = try Self.decode("hidden: [64, 64]\nactivation: relu\nensemble: 1\n")
    var expected = ClassifierConfiguration(.mlp)
    expected.hidden = [64, 64]
    expected.activation = .relu
    expected.memberCount = 1
    #expect(stated == expected)
    #expect(try Self.decode("model: logistic\n") == ClassifierConfiguration(.logistic))
  }

  @Test func `a stated training keeps what it does not state`() throws {
    let stated = try Self.decode("training: {epochs: 3}\n")
    #expect(stated.training.names == ["epochs"])
    #expect(stated.training.stated.epochs == 3)
  }

  @Test(arguments: [
    ("hiden: [64]\n", "hidden"), ("ensemble: 0\n", "ensemble"), ("dropout: 1.5\n", "dropout"),
    ("hidden: [0]\n", "hidden"), ("training: {epoch: 3}\n", "epochs"),
    ("model: logistic\nhidden: [3]\n", "hidden"), ("confidence: 2\n", "confidence"),
    ("features: {clip: -1}\n", "clip"), ("features: {colour: all}\n", "colours"),
  ])
  func `a mistake is refused by name`(text: String, names: String) {
    let error = #expect(throws: SkysortError.self) { try Self.decode(text) }
    #expect(error?.description.contains(names) == true)
    #expect(error?.path.contains("training.yaml") == true)
  }
}
