import COneDNN
import Testing

@Suite struct RefusalTests {
  private static let possible = onednn_convolution(
    batch: 2, height: 8, width: 8, channels: 16, outChannels: 16, kernel: 3)

  private static let impossible: [(String, @Sendable (inout onednn_convolution) -> Void)] = [
    ("a negative size", { $0.height = -1 }),
    ("an output too small", { $0.out_height = 2 }),
    ("no stride", { $0.stride_width = 0 }),
    ("a negative padding", { $0.padding_height = -1 }),
    ("no groups", { $0.groups = 0 }),
    ("groups that do not divide the channels", { $0.groups = 3 }),
  ]

  private func expectRefusal(_ create: () throws -> TestedKernel, _ what: String) {
    do {
      let made = try create()
      Issue.record("\(what) made \(made.implementation)")
    } catch let refusal as TestedKernel.Refusal {
      #expect(refusal.problem?.hasPrefix("oneDNN") == true, "\(what)")
    } catch {
      Issue.record(error)
    }
  }

  @Test(arguments: [onednn_forward, onednn_data_gradient, onednn_weight_gradient])
  func `impossible convolutions are refused with a reason`(pass: onednn_pass) {
    for (what, spoil) in Self.impossible {
      var shape = Self.possible
      spoil(&shape)
      expectRefusal({ try TestedKernel(shape, pass, .float32) }, what)
    }
  }

  @Test func `impossible products are refused with a reason`() throws {
    let negative = ProductShape(rows: -1, inner: 16, columns: 16)
    expectRefusal({ try TestedKernel(negative, .float32) }, "a negative size")
    let overlapping = ProductShape(rows: 8, inner: 16, columns: 16, gap: -8)
    expectRefusal({ try TestedKernel(overlapping, .float32) }, "rows that overlap")
  }

  @Test func `kernels are refused weights of another shape`() throws {
    let other = try TestedKernel(ProductShape(rows: 8, inner: 32, columns: 16), .float32)
    let shape = ProductShape(rows: 8, inner: 16, columns: 16)
    expectRefusal({ try TestedKernel(shape, .float32, like: other) }, "a product")
    expectRefusal(
      { try TestedKernel(Self.possible, onednn_forward, .float32, like: other) }, "a convolution")
  }

  @Test func `a run with too few arguments fails`() throws {
    let kernel = try TestedKernel(Self.possible, onednn_forward, .float32)
    #expect(kernel.run(Memory(count: Self.possible.inputCount, onednn_float32)) != 0)
  }
}
