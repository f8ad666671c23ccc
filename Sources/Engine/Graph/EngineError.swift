/// An expression that cannot be computed as written.
public enum EngineError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Shapes that an operation cannot combine.
  case shapesDiffer(operation: String, shapes: [Shape], rule: String)
  /// A property of an operation outside its range.
  case invalidProperty(operation: String, property: String, found: String, rule: String)
  /// Two nodes with one name.
  case duplicateName(String)
  /// A name the program or the parameters do not have.
  case unknownName(String, known: [String])
  /// A parameter whose shape differs between graph and values.
  case parameterShapeDiffers(name: String, graph: Shape, values: Shape)
  /// A gradient that depends on an operation without a gradient rule.
  case notDifferentiable(operation: String)
  /// A loss that is not one number.
  case lossIsNotScalar(Shape)
  /// An operation that the machine's libraries cannot compute.
  case unsupported(operation: String, reason: String)
  /// A graph with running statistics compiled with values that cannot change.
  case stateIsFrozen(String)
  /// More bytes than ``ProgramOptions/memoryLimit``.
  case exceedsMemory(needed: Int, available: Int)

  public var description: String {
    switch self {
    case .shapesDiffer(let operation, let shapes, let rule):
      "\(operation) cannot combine "
        + shapes.map(\.description).joined(separator: " and ") + ": \(rule)."
    case .invalidProperty(let operation, let property, let found, let rule):
      "\(operation) has \(property) \(found): \(rule)."
    case .duplicateName(let name):
      "The name \(name) is used twice; give every input, parameter and state its own."
    case .unknownName(let name, let known):
      "There is no \(name); there are \(known.sorted().joined(separator: ", "))."
    case .parameterShapeDiffers(let name, let graph, let values):
      "\(name) has shape \(graph) in the network and \(values) in the weights; use weights that"
        + " belong to this network."
    case .notDifferentiable(let operation):
      "\(operation) has no gradient rule; keep it out of what the loss depends on."
    case .lossIsNotScalar(let shape):
      "The loss has shape \(shape); reduce it to one number with sum or mean."
    case .unsupported(let operation, let reason):
      "\(operation) cannot be computed: \(reason)."
    case .stateIsFrozen(let name):
      "\(name) would be updated, but the values are frozen; build the graph for inference."
    case .exceedsMemory(let needed, let available):
      "The network takes \(needed) bytes for a batch, and \(available) are free; make the batch, the"
        + " images or the layers smaller."
    }
  }

  /// As in `sysexits.h`: bad data, for the network comes from a file or an option.
  public var exitCode: Int32 { 65 }
}
