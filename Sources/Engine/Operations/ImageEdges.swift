/// Rows and columns along the four edges of an image.
public struct ImageEdges: Hashable, Codable, Sendable {
  public var top: Int
  public var bottom: Int
  public var left: Int
  public var right: Int

  public init(top: Int = 0, bottom: Int = 0, left: Int = 0, right: Int = 0) {
    (self.top, self.bottom, self.left, self.right) = (top, bottom, left, right)
  }

  /// As much at opposite edges.
  public init(_ both: Extent2D) {
    self.init(top: both.height, bottom: both.height, left: both.width, right: both.width)
  }

  var extent: Extent2D { Extent2D(height: top + bottom, width: left + right) }

  /// The larger shape of images with these edges.
  func added(to shape: Shape) -> Shape {
    [shape[0], shape[1] + extent.height, shape[2] + extent.width, shape[3]]
  }

  func check(in operation: some Operation) throws(EngineError) {
    guard min(top, bottom, left, right) >= 0 else {
      throw .invalidProperty(
        operation: operation.name, property: "edges",
        found: "\(top), \(bottom), \(left), \(right)", rule: "none may be negative")
    }
  }

  /// The element of a larger image for every element of a smaller one.
  func places(of inner: Shape) -> [Int] {
    let outer = added(to: inner)
    return (0..<inner.count).map { index in
      let (pixel, channel) = (index / inner[3], index % inner[3])
      let (line, column) = (pixel / inner[2], pixel % inner[2])
      let (sample, row) = (line / inner[1], line % inner[1])
      let pixels = (sample * outer[1] + row + top) * outer[2] + column + left
      return pixels * outer[3] + channel
    }
  }

  /// Where the rows of a smaller image lie in a larger one, shape `outer`, within a batch.
  func rows(in outer: Shape, image: Int) -> Runs {
    let stride = outer[2] * outer[3]
    return Runs(first: (image * outer[1] + top) * stride + left * outer[3], stride: stride)
  }

  /// Where the rows of an image of shape `inner` lie within a batch.
  static func rows(of inner: Shape, image: Int) -> Runs {
    let stride = inner[2] * inner[3]
    return Runs(first: image * inner[1] * stride, stride: stride)
  }
}

/// Surrounds images with zeros.
struct PadImage: ElementPreserving {
  let edges: ImageEdges
  var name: String { "padImage" }

  func shape(of inputs: [Shape]) throws(EngineError) -> Shape {
    try require(inputs[0].rank == 4, inputs, "images have four axes")
    try edges.check(in: self)
    return edges.added(to: inputs[0])
  }

  func gradients(at site: GradientSite, in graph: inout Graph) -> [Value?] {
    [graph.cropImage(site.upstream, by: edges)]
  }

  func evaluate(_ inputs: [ReferenceTensor], context: ReferenceContext) -> [Double] {
    var result = [Double](repeating: 0, count: edges.added(to: inputs[0].shape).count)
    for (value, place) in zip(inputs[0].values, edges.places(of: inputs[0].shape)) {
      result[place] = value
    }
    return result
  }

  func lower(_ inputs: [Shape], _ output: Shape, as element: Element) -> Kernel {
    let (inner, edges, size) = (inputs[0], edges, Kernel.itemSize(output))
    return .byImage(output, inputs: inputs, flopsPerElement: 0) { operands, images in
      operands.clear(images.lowerBound * size..<images.upperBound * size, element)
      for image in images {
        operands.copy(
          0..<inner[1], of: inner[2] * inner[3], at: ImageEdges.rows(of: inner, image: image),
          to: edges.rows(in: output, image: image), element)
      }
    }
  }
}

/// Cuts edges off images.
struct CropImage: ElementPreserving {
  let edges: ImageEdges
  var name: String { "cropImage" }

  func shape(of inputs: [Shape]) throws(EngineError) -> Shape {
    try require(
      inputs[0].rank == 4 && inputs[0][1] >= edges.extent.height
        && inputs[0][2] >= edges.extent.width, inputs,
      "images have four axes and at least the pixels that are cut off")
    try edges.check(in: self)
    let (height, width) = (edges.extent.height, edges.extent.width)
    return [inputs[0][0], inputs[0][1] - height, inputs[0][2] - width, inputs[0][3]]
  }

  func gradients(at site: GradientSite, in graph: inout Graph) -> [Value?] {
    [graph.padImage(site.upstream, by: edges)]
  }

  func evaluate(_ inputs: [ReferenceTensor], context: ReferenceContext) -> [Double] {
    let outer = inputs[0].shape
    let inner: Shape = [
      outer[0], outer[1] - edges.extent.height, outer[2] - edges.extent.width, outer[3],
    ]
    return edges.places(of: inner).map { inputs[0].values[$0] }
  }

  func lower(_ inputs: [Shape], _ output: Shape, as element: Element) -> Kernel {
    let (outer, edges) = (inputs[0], edges)
    return .byImage(output, inputs: inputs, flopsPerElement: 0) { operands, images in
      for image in images {
        operands.copy(
          0..<output[1], of: output[2] * output[3], at: edges.rows(in: outer, image: image),
          to: ImageEdges.rows(of: output, image: image), element)
      }
    }
  }
}

extension Graph {
  /// Images, shape `[batch, height, width, channels]`, with zeros added along the edges.
  public mutating func padImage(_ value: Value, by edges: ImageEdges) -> Value {
    edges == ImageEdges() ? value : apply(PadImage(edges: edges), value)
  }

  /// Images, shape `[batch, height, width, channels]`, with pixels along the edges cut off.
  public mutating func cropImage(_ value: Value, by edges: ImageEdges) -> Value {
    edges == ImageEdges() ? value : apply(CropImage(edges: edges), value)
  }
}
