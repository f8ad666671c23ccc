import CVector

@testable import Engine

/// Numbers made by the formula of `make_goldens.py`, the same there and here.
struct MadeNumbers {
  static let shared = MadeNumbers()
  private static let period = 65_521

  /// In -1..<1: the finalizer of MurmurHash3 over 1, 2, 3 …
  private let table: [Float]

  private init() {
    table = (1...UInt32(Self.period)).map { number in
      var word = number
      word ^= word >> 16
      word &*= 0x85EB_CA6B
      word ^= word >> 13
      word &*= 0xC2B2_AE35
      word ^= word >> 16
      return Float(word >> 8) / 0x1p23 - 1
    }
  }

  /// Where the numbers of a name begin in the table: its FNV-1a hash.
  private static func start(_ name: String) -> Int {
    let hash = name.utf8.reduce(UInt32(0x811C_9DC5)) { ($0 ^ UInt32($1)) &* 0x0100_0193 }
    return Int(hash) % period
  }

  /// Pieces of `0..<count` that lie together in the table, and the place of their first number.
  private static func pieces(_ name: String, _ count: Int) -> [(range: Range<Int>, place: Int)] {
    var pieces: [(range: Range<Int>, place: Int)] = []
    var (element, place) = (0, start(name))
    while element < count {
      let end = min(count, element + period - place)
      pieces.append((element..<end, place))
      (element, place) = (end, 0)
    }
    return pieces
  }

  /// Writes `scale x + centre` with the numbers `x` of a name.
  func fill(
    _ values: UnsafeMutableBufferPointer<Float>, _ name: String, scale: Float = 1,
    centre: Float = 0
  ) {
    guard let base = values.baseAddress else { return }
    let centres = [Float](repeating: centre, count: Self.period)
    unsafe table.withUnsafeBufferPointer { table in
      for (range, place) in Self.pieces(name, values.count) {
        let target = unsafe base + range.lowerBound
        unsafe vector_scale(vector_float32, range.count, scale, table.baseAddress! + place, target)
        unsafe vector_add(vector_float32, range.count, target, centres, target)
      }
    }
  }

  /// The product with the numbers of a name, divided by the square root of the count.
  func projection(_ values: UnsafeBufferPointer<Float>, on name: String) -> Double {
    guard let base = values.baseAddress else { return 0 }
    var products = [Float](repeating: 0, count: Self.period)
    var sum = 0.0
    unsafe table.withUnsafeBufferPointer { table in
      for (range, place) in Self.pieces(name, values.count) {
        unsafe vector_multiply(
          vector_float32,
          range.count, base + range.lowerBound, table.baseAddress! + place, &products)
        sum += Double(unsafe vector_sum(range.count, products))
      }
    }
    return sum / Double(values.count).squareRoot()
  }
}
