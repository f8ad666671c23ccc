internal import Engine
public import Files
internal import Learning

extension TrainingStart {
  /// The published weights of a ResNet-18, under the names that torchvision and timm give them.
  ///
  /// The last layer (`fc`) is left out, for its classes are others, and so is the count of
  /// batches that a norm has seen. Anything else must be there, and nothing besides: a deeper
  /// network has these names too.
  ///
  /// - Parameter path: A safetensors file.
  /// - Throws: `SkysortError` naming the file, and the tensor that is missing, has another
  ///   shape or is not a ResNet-18's.
  public init(resnet18 path: String) throws(SkysortError) {
    try self.init(resnet18: try SafetensorsFile(path: path), path: path)
  }

  /// - Parameter path: Where the file is from; for messages.
  init(resnet18 file: SafetensorsFile, path: String) throws(SkysortError) {
    func problem(_ name: String, _ problem: String) -> SkysortError {
      SkysortError(
        path: path, location: name, problem: problem,
        fix: "Name a safetensors file of a ResNet-18.")
    }
    let network = ClassifierConfiguration(.resnet18).network(
      inputs: .image(height: 64, width: 64, channels: 3), outputs: 2)
    let entries = network.layout.entries
      .filter { !NetworkDescription.isHead(parameter: $0.name) }
    let names = Set(entries.map { Self.publishedName(of: $0.name) })
    let others = file.tensors.keys.filter { !names.contains($0) && !Self.isLeftOut($0) }
    if let name = others.min() { throw problem(name, "a ResNet-18 has no such tensor") }
    var weights: [String: Tensor] = [:]
    for entry in entries {
      let name = Self.publishedName(of: entry.name)
      guard let stored = file.tensors[name] else { throw problem(name, "the tensor is missing") }
      guard let values = stored.floats, stored.shape == entry.shape.dimensions else {
        throw problem(
          name,
          "expected float32 of shape \(entry.shape.dimensions), found"
            + " \(stored.element.rawValue) of shape \(stored.shape)")
      }
      guard values.allSatisfy(\.isFinite) else {
        throw problem(name, "there are numbers that are not finite")
      }
      weights[entry.name] = Tensor(shape: entry.shape, values: values)
    }
    self.init(encoder: weights)
  }

  private static func isLeftOut(_ name: String) -> Bool {
    name.hasPrefix("fc.") || name.hasSuffix(".num_batches_tracked")
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
