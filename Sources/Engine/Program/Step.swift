/// One entry of a program's schedule: a kernel and the values it reads and writes.
struct Step {
  /// The operations it computes, as `matrixProduct + addBias + silu`.
  let name: String
  let inputs: [Value]
  let outputs: [Value]
  let shape: Shape
  let kernel: Kernel
  /// Steps of one phase run without waiting for other threads; between phases all wait.
  var phase = 0
}
