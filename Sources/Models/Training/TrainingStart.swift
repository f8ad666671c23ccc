public import Engine
internal import Files
internal import Learning
internal import Preprocessing

/// What a training begins with instead of random numbers.
public struct TrainingStart: Sendable {
  /// The model that is trained on, whose network and preparation of inputs stay as they are;
  /// `nil` where only an encoder's weights are given.
  public let model: ModelFile<AnswerHead>?
  /// Whether classes may be learned that the model does not know.
  public var allowsNewClasses: Bool
  /// Whether the model's classes that the table does not name are given up.
  public var dropsClasses: Bool
  /// Whether weights are kept; else they are random, in the same network and with the same
  /// preparation of inputs.
  public var keepsWeights = true
  private let encoder: [String: Tensor]

  /// Goes on from a model.
  ///
  /// - Parameters:
  ///   - allowsNewClasses: Known classes' outputs keep their weights and new ones begin at
  ///     nothing; where no class is known, the last layers begin anew.
  ///   - dropsClasses: Only the table's classes are learned and answered.
  public init(
    _ model: ModelFile<AnswerHead>, allowsNewClasses: Bool = false, dropsClasses: Bool = false
  ) {
    self.model = model
    self.dropsClasses = dropsClasses
    self.allowsNewClasses = allowsNewClasses
    encoder = [:]
  }

  /// Begins with the weights of an encoder; head and output are random.
  public init(encoder: [String: Tensor]) {
    model = nil
    allowsNewClasses = true
    dropsClasses = true
    self.encoder = encoder
  }

  /// By member, the weights that are kept: all of them for the model's own classes, also beside
  /// new ones, and for its own questions; those of the encoder for others; `nil` for none.
  func weights(for target: TrainingTarget) -> [[String: Tensor]]? {
    guard keepsWeights else { return nil }
    guard let model else { return [encoder] }
    let (known, classes) = (model.description.head.outputNames, target.outputNames)
    let asksTheSame =
      target.questionnaire == nil
      ? known.contains(where: classes.contains) : known == classes
    let keepsHead =
      asksTheSame && model.description.head.questionnaire?.groups == target.questionnaire?.groups
    return model.members.map { member in
      guard keepsHead else {
        return member.filter { !NetworkDescription.isHead(parameter: $0.key) }
      }
      guard known != classes else { return member }
      return Self.extended(member, from: known, to: classes)
    }
  }

  /// The outputs in another order, zeros for classes that are new.
  private static func extended(
    _ member: [String: Tensor], from known: [String], to classes: [String]
  ) -> [String: Tensor] {
    let sources = classes.map { known.firstIndex(of: $0) }
    var member = member
    for name in ["output.weight", "output.bias"] {
      guard let old = member[name] else { continue }
      let rows = old.values.count / known.count
      var values: [Float] = []
      for row in 0..<rows {
        values += sources.map { $0.map { old.values[row * known.count + $0] } ?? 0 }
      }
      member[name] = Tensor(
        shape: old.shape.dimensions.count == 1 ? [classes.count] : [rows, classes.count],
        values: values)
    }
    return member
  }

  /// The classes to learn where a table names some.
  ///
  /// - Parameters:
  ///   - found: The table's, sorted.
  ///   - path: The table, for messages.
  /// - Returns: The model's own; with new ones where that is allowed. The table's alone where it
  ///   has none in common with the model, or the others are dropped.
  /// - Throws: `SkysortError` where the model does not know one.
  func classes(
    seeing found: [String], path: String
  ) throws(SkysortError) -> [String] {
    guard let known = model?.description.head.classes, !known.isEmpty else { return found }
    let unknown = found.filter { !known.contains($0) }
    guard !unknown.isEmpty else { return dropsClasses ? found : known }
    guard allowsNewClasses else {
      throw SkysortError(
        path: path,
        problem: "names \(unknown.joined(separator: ", ")), which the model does not know; it "
          + "knows \(known.joined(separator: ", "))",
        fix: "Add --new-classes to learn them too, or leave them out with labels: ignore.",
        exitCode: .usage)
    }
    guard !dropsClasses, unknown.count < found.count else { return found }
    return (known + unknown).sorted()
  }
}
