/// A network's numbers that no longer change, for any number of threads at once.
///
/// Sendable although it holds a pointer: the memory is its own, filled before `init` returns,
/// reachable for reading only, and freed when the last owner is gone.
@safe public final class FrozenParameters: @unchecked Sendable {
  public let layout: ParameterLayout
  let base: UnsafePointer<Float>

  /// A copy of the present values.
  public init(_ parameters: Parameters) {
    layout = parameters.layout
    let memory = unsafe AlignedMemory.allocate(floats: layout.count)
    unsafe memory.update(from: parameters.base, count: layout.count)
    unsafe base = UnsafePointer(memory)
  }

  deinit { unsafe AlignedMemory.free(UnsafeMutablePointer(mutating: base)) }

  /// A copy that can change again.
  public func thawed() -> Parameters {
    let copy = Parameters(layout: layout)
    unsafe copy.base.update(from: base, count: layout.count)
    return copy
  }
}
