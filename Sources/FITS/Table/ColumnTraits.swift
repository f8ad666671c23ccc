extension TableColumn {
  /// What a column's format, scaling and `TDIM` make of its elements.
  struct Traits {
    let element: ElementKind
    let shape: [Int]
    let stringLength: Int?

    init(_ form: ASCIIForm, isScaled: Bool) {
      shape = []
      switch form.kind {
      case .character:
        element = .string
        stringLength = form.width
      case .integer:
        element = isScaled ? .double : .int64
        stringLength = nil
      case .fixed, .exponential, .double:
        element = .double
        stringLength = nil
      }
    }

    /// - Parameter axes: Of `TDIM`, fastest first.
    init(_ form: BinaryForm, scale: Double, zero: Double, axes: [Int]?) {
      element = Self.element(form.type, scale: scale, zero: zero)
      guard form.descriptor == nil else {
        shape = []
        stringLength = nil
        return
      }
      if form.type == .character {
        (stringLength, shape) = Self.strings(form, axes: axes)
      } else {
        stringLength = nil
        shape = Self.vector(form.repeatCount, axes: axes)
      }
    }

    /// Unsigned integers are stored shifted: `TZERO` of half the range makes them.
    private static func element(_ type: StoredType, scale: Double, zero: Double) -> ElementKind {
      let isShifted = scale == 1
      let isScaled = scale != 1 || zero != 0
      switch type {
      case .logical, .bit: return .bool
      case .character: return .string
      case .byte: return isShifted && zero == -128 ? .int8 : isScaled ? .double : .uint8
      case .short: return isShifted && zero == 32768 ? .uint16 : isScaled ? .double : .int16
      case .int:
        return isShifted && zero == 2_147_483_648 ? .uint32 : isScaled ? .double : .int32
      case .long:
        let half = 9_223_372_036_854_775_808.0
        return isShifted && zero == half ? .uint64 : isScaled ? .double : .int64
      case .float: return isScaled ? .double : .float
      case .double: return .double
      case .complexFloat: return isScaled ? .complexDouble : .complexFloat
      case .complexDouble: return .complexDouble
      }
    }

    private static func strings(_ form: BinaryForm, axes: [Int]?) -> (Int, [Int]) {
      if let axes, axes.count > 1, axes[0] > 0, product(axes) == form.repeatCount {
        return (axes[0], axes[0] == form.repeatCount ? [] : axes.dropFirst().reversed())
      }
      if let length = form.substringLength { return (length, [form.repeatCount / length]) }
      return (form.repeatCount, [])
    }

    /// One element is a scalar, also where archives give it the axes `(1)`.
    private static func vector(_ count: Int, axes: [Int]?) -> [Int] {
      if count == 1 { return [] }
      if let axes, product(axes) == count { return axes.reversed() }
      return [count]
    }

    private static func product(_ axes: [Int]) -> Int? {
      var product = 1
      for axis in axes {
        let (next, overflow) = product.multipliedReportingOverflow(by: axis)
        guard !overflow else { return nil }
        product = next
      }
      return product
    }

    /// The numbers of `(3,4)`; `nil` where the text is none.
    static func axes(_ text: String) -> [Int]? {
      guard text.hasPrefix("("), let end = text.firstIndex(of: ")") else { return nil }
      let parts = text[text.index(after: text.startIndex)..<end].split(separator: ",")
      let axes = parts.compactMap { Int($0.filter { $0 != " " }) }
      return axes.count == parts.count && !axes.isEmpty && axes.allSatisfy { $0 >= 0 }
        ? axes : nil
    }
  }
}
