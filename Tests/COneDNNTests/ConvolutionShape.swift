import COneDNN

extension onednn_convolution {
  /// A square kernel; the output's size follows from the rest.
  init(
    batch: Int, height: Int, width: Int, channels: Int, outChannels: Int, kernel: Int,
    stride: Int = 1, padding: Int = 0, dilation: Int = 1, groups: Int = 1
  ) {
    func out(_ size: Int) -> CInt {
      CInt((size + 2 * padding - dilation * (kernel - 1) - 1) / stride + 1)
    }
    self.init(
      batch: CInt(batch), groups: CInt(groups), height: CInt(height), width: CInt(width),
      channels: CInt(channels), out_height: out(height), out_width: out(width),
      out_channels: CInt(outChannels), kernel_height: CInt(kernel), kernel_width: CInt(kernel),
      stride_height: CInt(stride), stride_width: CInt(stride), padding_height: CInt(padding),
      padding_width: CInt(padding), dilation_height: CInt(dilation),
      dilation_width: CInt(dilation))
  }

  static let cases = [
    onednn_convolution(batch: 1, height: 1, width: 1, channels: 16, outChannels: 16, kernel: 1),
    onednn_convolution(batch: 2, height: 5, width: 7, channels: 8, outChannels: 24, kernel: 1),
    onednn_convolution(
      batch: 2, height: 7, width: 5, channels: 3, outChannels: 5, kernel: 3, padding: 1),
    onednn_convolution(
      batch: 2, height: 9, width: 8, channels: 16, outChannels: 32, kernel: 3, stride: 2,
      padding: 1),
    onednn_convolution(
      batch: 1, height: 9, width: 9, channels: 16, outChannels: 16, kernel: 3, padding: 2,
      dilation: 2),
    onednn_convolution(
      batch: 2, height: 6, width: 6, channels: 32, outChannels: 32, kernel: 3, padding: 1,
      groups: 32),
  ]

  var inputCount: Int { Int(batch * height * width * channels) }
  var outputCount: Int { Int(batch * out_height * out_width * out_channels) }
  var weightCount: Int { Int(out_channels * (channels / groups) * kernel_height * kernel_width) }

  /// Calls `body` with the places of output, input and weight for every product of the
  /// convolution: each of its three passes is a sum over them.
  func forEachTerm(_ body: (_ output: Int, _ input: Int, _ weight: Int) -> Void) {
    let inputs = channels / groups
    for place in 0..<batch * out_height * out_width {
      let image = place / (out_height * out_width)
      let top = place / out_width % out_height * stride_height - padding_height
      let left = place % out_width * stride_width - padding_width
      for tap in 0..<kernel_height * kernel_width {
        let row = top + tap / kernel_width * dilation_height
        let column = left + tap % kernel_width * dilation_width
        guard (0..<height).contains(row), (0..<width).contains(column) else { continue }
        let pixel = (image * height + row) * width + column
        for out in 0..<out_channels {
          let first = out / (out_channels / groups) * inputs
          for channel in 0..<inputs {
            let weight = (out * inputs + channel) * kernel_height * kernel_width + tap
            body(
              Int(place * out_channels + out), Int(pixel * channels + first + channel),
              Int(weight))
          }
        }
      }
    }
  }
}
