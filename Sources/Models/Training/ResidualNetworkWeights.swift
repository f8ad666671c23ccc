internal import Engine
public import Learning

extension TrainingStart {
  /// The published weights of a ResNet-18, under the names that torchvision and timm give them.
  ///
  /// The last layer (`fc`) is left out: its classes are others. Anything else must be there.
  ///
  /// - Parameter path: A safetensors file.
  /// - Throws: ``LearningError`` naming the file, and the tensor that is missing or has another
  ///   shape.
  public init(resnet18 path: String) throws(LearningError) {
    let file = try SafetensorsFile(path: path)
    let network = ClassifierConfiguration(.resnet18).network(
      inputs: .picture(height: 64, width: 64, channels: 3), outputs: 2)
    var weights: [String: Tensor] = [:]
    for entry in network.layout.entries where !NetworkDescription.isHead(parameter: entry.name) {
      let name = Self.publishedName(of: entry.name)
      guard let stored = file.tensors[name] else {
        throw LearningError(
          path: path, location: name, problem: "the tensor is missing",
          fix: "Name a safetensors file of a ResNet-18.")
      }
      guard let values = stored.floats, stored.shape == entry.shape.dimensions else {
        throw LearningError(
          path: path, location: name,
          problem: "expected float32 of shape \(entry.shape.dimensions), found"
            + " \(stored.element.rawValue) of shape \(stored.shape)",
          fix: "Name a safetensors file of a ResNet-18.")
      }
      weights[entry.name] = Tensor(shape: entry.shape, values: values)
    }
    self.init(encoder: weights)
  }

  /// `layer1.weight` is `conv1.weight`; `layer3.first.weight` is `layer1.0.conv1.weight`.
  static func publishedName(of name: String) -> String {
    let parts = name.split(separator: ".").map(String.init)
    let layer = Int(parts[0].dropFirst("layer".count)) ?? 0
    guard layer > 1 else { return published(parts.dropFirst(), convolution: "conv1", norm: "bn1") }
    let block = layer - 3
    let prefix = "layer\(block / 2 + 1).\(block % 2)."
    let rest = parts.dropFirst(2)
    switch parts[1] {
    case "first": return prefix + published(rest, convolution: "conv1", norm: "bn1")
    case "second": return prefix + published(rest, convolution: "conv2", norm: "bn2")
    default:
      return prefix + published(rest, convolution: "downsample.0", norm: "downsample.1")
    }
  }

  private static func published(
    _ parts: ArraySlice<String>, convolution: String, norm: String
  ) -> String {
    guard parts.first == "normalization" else { return "\(convolution).weight" }
    switch parts.last {
    case "scale": return "\(norm).weight"
    case "shift": return "\(norm).bias"
    case "mean": return "\(norm).running_mean"
    default: return "\(norm).running_var"
    }
  }
}
