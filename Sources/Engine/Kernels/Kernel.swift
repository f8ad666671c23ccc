/// What an operation does to memory, and how its work may be shared among threads.
///
/// The work is cut into *items*. Which thread computes an item never changes its result, so an
/// item's sums are never split.
struct Kernel {
  /// How an operand's memory relates to the items.
  enum Access: Hashable {
    /// Item `i` touches elements `i * count ..< (i + 1) * count` only.
    case items(of: Int)
    /// Any element may be touched.
    case whole
  }

  /// Number of items.
  var items: Int
  /// Threads get whole multiples of this many items.
  var block: Int
  var inputs: [Access]
  var outputs: [Access]
  /// Index of an input whose memory the output of the same index may take over.
  var inPlace: [Int?]
  /// Floating-point operations of all items.
  var flops: Int
  /// Bytes of memory that each thread needs while it runs.
  var scratchSize = 0
  /// Computes the items in a range.
  var body: (KernelOperands, Range<Int>) -> Void
}

/// The memory a kernel works on, and what it may depend on besides.
@safe struct KernelOperands {
  let inputs: UnsafePointer<UnsafeMutablePointer<Float>>
  let outputs: UnsafePointer<UnsafeMutablePointer<Float>>
  let seed: UInt64
  let step: UInt64
  /// Number of the thread, from 0.
  let worker: Int
  /// The thread's own memory of ``Kernel/scratchSize`` bytes at least, aligned to 64.
  let scratch: UnsafeMutableRawPointer

  func input(_ index: Int, from element: Int = 0) -> UnsafePointer<Float> {
    unsafe UnsafePointer(inputs[index] + element)
  }

  func output(_ index: Int = 0, from element: Int = 0) -> UnsafeMutablePointer<Float> {
    unsafe outputs[index] + element
  }

  /// Memory of an input from one of its numbers on.
  func input(_ index: Int, from number: Int, _ element: Element) -> UnsafeRawPointer {
    unsafe UnsafeRawPointer(inputs[index]) + number * element.size
  }

  /// Memory of an output from one of its numbers on.
  func output(_ index: Int, from number: Int, _ element: Element) -> UnsafeMutableRawPointer {
    unsafe UnsafeMutableRawPointer(outputs[index]) + number * element.size
  }
}

extension Kernel {
  /// The smallest share of rows worth a thread of its own, and the height of the row blocks that
  /// products are computed in; fixed, for results must not depend on the number of threads.
  static let rowBlock = 32

  /// A kernel whose items are the elements along the first axis of its result.
  ///
  /// - Parameters:
  ///   - shape: The result's.
  ///   - inputs: Shapes of the inputs; those with `shape`'s first axis are cut along with it.
  ///   - whole: Indices of inputs that are needed whole all the same.
  ///   - flopsPerElement: Of the result.
  ///   - inPlace: Index of an input the result may overwrite.
  static func alongFirstAxis(
    _ shape: Shape, inputs: [Shape], whole: Set<Int> = [], flopsPerElement: Int = 1,
    inPlace: Int? = nil, body: @escaping (KernelOperands, Range<Int>) -> Void
  ) -> Kernel {
    let items = shape.dimensions.first ?? 1
    let access = inputs.enumerated().map { index, input -> Access in
      let isCut = !whole.contains(index) && items > 0 && (input.dimensions.first ?? 1) == items
      return isCut ? .items(of: input.count / items) : .whole
    }
    // An image is worth a thread of its own.
    let block = shape.rank > 2 ? 1 : min(rowBlock, max(items, 1))
    return Kernel(
      items: items, block: block, inputs: access,
      outputs: [.items(of: shape.count / max(items, 1))], inPlace: [inPlace],
      flops: flopsPerElement * shape.count, body: body)
  }

  /// A kernel that one thread computes.
  static func serial(
    inputs: Int, flops: Int, body: @escaping (KernelOperands) -> Void
  ) -> Kernel {
    Kernel(
      items: 1, block: 1, inputs: [Access](repeating: .whole, count: inputs), outputs: [.whole],
      inPlace: [nil], flops: flops
    ) { operands, items in
      if !items.isEmpty { body(operands) }
    }
  }

  /// A kernel over the columns of its first input, which is read by all threads; the result has
  /// one element per column.
  static func alongColumns(
    _ shape: Shape, inputs: Int, flopsPerElement: Int = 1,
    body: @escaping (KernelOperands, Range<Int>) -> Void
  ) -> Kernel {
    Kernel(
      items: shape.columns, block: min(rowBlock, max(shape.columns, 1)),
      inputs: [Access](repeating: .whole, count: inputs), outputs: [.items(of: 1)],
      inPlace: [nil], flops: flopsPerElement * shape.count, body: body)
  }

  /// Items of each of `workers` threads: whole blocks, as even as they go.
  func shares(among workers: Int) -> [Range<Int>] {
    let blocks = (items + block - 1) / max(block, 1)
    return (0..<workers).map { worker in
      let start = blocks * worker / workers * block
      let end = blocks * (worker + 1) / workers * block
      return min(start, items)..<min(end, items)
    }
  }
}
