import Engine
import Glibc
import Learning
import Testing

@testable import Models

/// The published names of a ResNet-18's weights, and that they mean here what they mean there.
///
/// Eleven million weights are no golden to keep; a wave of every tensor's own phase takes their
/// place, and only PyTorch's answers are kept.
///
///     import numpy as np, torch
///     from torch import nn
///     from torch.nn.functional import max_pool2d, relu
///
///     def block(i, o, stride):
///         part = nn.Module()
///         part.conv1 = nn.Conv2d(i, o, 3, stride, 1, bias=False)
///         part.bn1 = nn.BatchNorm2d(o)
///         part.conv2 = nn.Conv2d(o, o, 3, 1, 1, bias=False)
///         part.bn2 = nn.BatchNorm2d(o)
///         if stride > 1:
///             part.downsample = nn.Sequential(
///                 nn.Conv2d(i, o, 1, stride, bias=False), nn.BatchNorm2d(o))
///         part.forward = lambda x: relu(
///             part.bn2(part.conv2(relu(part.bn1(part.conv1(x)))))
///             + (part.downsample(x) if stride > 1 else x))
///         return part
///
///     net = nn.Module()
///     net.conv1, net.bn1 = nn.Conv2d(3, 64, 7, 2, 3, bias=False), nn.BatchNorm2d(64)
///     for n, (i, o) in enumerate([(64, 64), (64, 128), (128, 256), (256, 512)]):
///         setattr(net, f"layer{n + 1}", nn.Sequential(block(i, o, 1 + (n > 0)), block(o, o, 1)))
///     net.fc = nn.Linear(512, 3)
///
///     def wave(count, phase):
///         return np.sin(0.7 * (np.arange(count) % 1021) + phase)
///
///     def values(name, shape):
///         w = wave(int(np.prod(shape)), sum(name.encode()))
///         if len(shape) > 1: return 2 / np.sqrt(np.prod(shape[1:])) * w
///         if name.endswith("running_var"): return 1 + 0.5 * w
///         if name.endswith("weight"): return 0.6 + 0.3 * w
///         return 0.2 * w
///
///     net.load_state_dict({
///         name: t if name.endswith("tracked") else torch.tensor(
///             values(name, t.shape).reshape(t.shape), dtype=torch.float32)
///         for name, t in net.state_dict().items()})
///     net.eval()
///     x = np.stack([wave(64 * 64 * 3, n).reshape(64, 64, 3) for n in range(4)])
///     with torch.no_grad():
///         x = torch.tensor(x, dtype=torch.float32).permute(0, 3, 1, 2)
///         x = max_pool2d(relu(net.bn1(net.conv1(x))), 3, 2, 1)
///         x = net.layer4(net.layer3(net.layer2(net.layer1(x)))).mean((2, 3))
///         print(net.fc(x).numpy().tolist())
struct PublishedWeightsTests {
  /// Logits of four images for three classes.
  private static let answers: [Float] = [
    727.864319, 715.608887, -278.927673, 785.671082, 775.543945, -294.295074, 889.158997,
    876.504883, -341.820343, 777.828857, 767.400757, -294.511078,
  ]

  private static let network = ClassifierConfiguration(.resnet18).network(
    inputs: .image(height: 64, width: 64, channels: 3), outputs: 3)

  private static func wave(
    _ count: Int, phase: Double, _ number: (Double) -> Double = { $0 }
  ) -> [Float] {
    let period = (0..<1021).map { Float(number(sin(0.7 * Double($0) + phase))) }
    var values: [Float] = []
    values.reserveCapacity(count + period.count)
    while values.count < count { values += period }
    return Array(values.prefix(count))
  }

  private static func values(_ name: String, _ shape: [Int]) -> [Float] {
    let phase = Double(name.utf8.reduce(0) { $0 + Int($1) })
    let inputs = Double(shape.dropFirst().reduce(1, *))
    return wave(shape.reduce(1, *), phase: phase) { height in
      if shape.count > 1 { return 2 / inputs.squareRoot() * height }
      if name.hasSuffix("running_var") { return 1 + 0.5 * height }
      return name.hasSuffix("weight") ? 0.6 + 0.3 * height : 0.2 * height
    }
  }

  /// A file as torchvision and timm publish it.
  private static let published: SafetensorsFile = {
    var file = SafetensorsFile()
    for entry in network.layout.entries where !NetworkDescription.isHead(parameter: entry.name) {
      let name = TrainingStart.publishedName(of: entry.name)
      let shape = entry.shape.dimensions
      file.tensors[name] = StoredTensor(floats: values(name, shape), shape: shape)
      guard name.hasSuffix(".running_mean") else { continue }
      let norm = name.dropLast("running_mean".count)
      file.tensors[norm + "num_batches_tracked"] = StoredTensor(integers: [1], shape: [])
    }
    file.tensors["fc.weight"] = StoredTensor(
      floats: values("fc.weight", [3, 512]), shape: [3, 512])
    file.tensors["fc.bias"] = StoredTensor(floats: values("fc.bias", [3]), shape: [3])
    return file
  }()

  @Test func `a published ResNet-18 answers as PyTorch does`() throws {
    let file = try SafetensorsFile(bytes: Self.published.bytes, path: "resnet18")
    #expect(file.tensors.count == 122)
    let start = try TrainingStart(resnet18: file, path: "resnet18")
    var weights = try #require(start.weights(for: .classes([], names: []))?.first)
    let last = try #require(file.tensors["fc.weight"]?.floats)
    // A product's weights lie the other way round there.
    weights["output.weight"] = Tensor(
      shape: [512, 3], values: (0..<1536).map { last[$0 % 3 * 512 + $0 / 3] })
    weights["output.bias"] = file.tensors["fc.bias"]?.tensor
    let predictor = try Predictor(
      network: Self.network, weights: weights, output: .logits, precision: .float32)
    let images = (0..<4).flatMap { Self.wave(64 * 64 * 3, phase: Double($0)) }
    let found = try predictor.predict(images)
    #expect(found.count == Self.answers.count)
    for (found, expected) in zip(found, Self.answers) {
      #expect(abs(found - expected) < 2e-5 * abs(expected))
    }
  }

  @Test(
    arguments: [
      ("bn1.running_var", nil, "the tensor is missing"),
      ("layer1.0.conv1.weight", [64, 64, 3, 1], "expected float32 of shape [64, 64, 3, 3], found"),
      // As a ResNet-34 has.
      ("layer1.2.conv1.weight", [64, 64, 3, 3], "a ResNet-18 has no such tensor"),
    ] as [(String, [Int]?, String)])
  func `a tensor that is missing, of another shape or too many is named`(
    name: String, shape: [Int]?, problem: String
  ) {
    var file = Self.published
    file.tensors[name] = shape.map { shape in
      StoredTensor(floats: Self.values(name, shape), shape: shape)
    }
    #expect {
      try TrainingStart(resnet18: file, path: "resnet18.safetensors")
    } throws: { error in
      let text = "\(error)"
      return text.contains("resnet18.safetensors") && text.contains(name)
        && text.contains(problem)
    }
  }

  @Test func `a number that is not finite is named`() {
    var file = Self.published
    file.tensors["bn1.bias"] = StoredTensor(
      floats: [Float](repeating: .nan, count: 64), shape: [64])
    #expect {
      try TrainingStart(resnet18: file, path: "resnet18.safetensors")
    } throws: { "\($0)".contains("bn1.bias") && "\($0)".contains("not finite") }
  }
}
