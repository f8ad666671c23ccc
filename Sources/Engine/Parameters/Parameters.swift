/// The numbers of a network: every trained parameter and state in one flat buffer.
///
/// One thread at a time may use an instance; to share values between threads, make them
/// ``FrozenParameters``.
@safe public final class Parameters {
  public let layout: ParameterLayout
  let base: UnsafeMutablePointer<Float>

  /// All zeros.
  public init(layout: ParameterLayout) {
    self.layout = layout
    unsafe base = AlignedMemory.allocate(floats: layout.count)
  }

  /// All zeros, laid out for a graph.
  public convenience init(of graph: Graph) { self.init(layout: ParameterLayout(of: graph)) }

  deinit { unsafe AlignedMemory.free(base) }

  /// The whole buffer, as laid out; gaps between entries must stay zero.
  public var values: UnsafeMutableBufferPointer<Float> {
    unsafe UnsafeMutableBufferPointer(start: base, count: layout.count)
  }

  /// The part an optimizer updates.
  public var trained: UnsafeMutableBufferPointer<Float> {
    unsafe UnsafeMutableBufferPointer(start: base, count: layout.trainedCount)
  }

  /// Calls `body` with the numbers of one entry, row-major.
  public func withValues<Result>(
    _ name: String, _ body: (UnsafeMutableBufferPointer<Float>) throws -> Result
  ) rethrows -> Result {
    guard let entry = layout[name] else {
      preconditionFailure("expected one of \(layout.entries.map(\.name)), found \(name)")
    }
    return unsafe try body(
      UnsafeMutableBufferPointer(start: base + entry.offset, count: entry.shape.count))
  }

  /// Every entry by name.
  public func tensors() -> [String: Tensor] {
    Dictionary(
      uniqueKeysWithValues: layout.entries.map { entry in
        let values = unsafe withValues(entry.name) { unsafe Array($0) }
        return (entry.name, Tensor(shape: entry.shape, values: values))
      })
  }

  /// Overwrites every entry.
  ///
  /// - Throws: ``EngineError`` when an entry is missing, unknown or of another shape; nothing is
  ///   written then.
  public func load(_ tensors: [String: Tensor]) throws(EngineError) {
    let names = layout.entries.map(\.name)
    if let stranger = tensors.keys.sorted().first(where: { !names.contains($0) }) {
      throw .unknownName(stranger, known: names)
    }
    for entry in layout.entries {
      guard let tensor = tensors[entry.name] else {
        throw .unknownName(entry.name, known: Array(tensors.keys))
      }
      guard tensor.shape == entry.shape else {
        throw .parameterShapeDiffers(name: entry.name, graph: entry.shape, values: tensor.shape)
      }
    }
    for entry in layout.entries {
      unsafe withValues(entry.name) { values in
        _ = unsafe values.update(fromContentsOf: tensors[entry.name]!.values)
      }
    }
  }

  /// Overwrites all numbers with those of parameters of the same layout.
  public func copyValues(from other: Parameters) {
    precondition(layout == other.layout, "expected parameters of the same layout")
    unsafe base.update(from: other.base, count: layout.count)
  }

  public func copy() -> Parameters {
    let copy = Parameters(layout: layout)
    copy.copyValues(from: self)
    return copy
  }
}
