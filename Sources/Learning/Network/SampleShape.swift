import Settings

/// What one sample is at a place in a network: so many numbers, an image, or both.
///
///     inputs: 9
///     inputs: {height: 64, width: 64, channels: 3}
///     inputs: {height: 64, width: 64, channels: 3, numbers: 9}
public enum SampleShape: Hashable, Sendable, ExpressibleByIntegerLiteral {
  case numbers(Int)
  /// Row-major, channels last.
  case image(height: Int, width: Int, channels: Int)
  /// An image's numbers, then as many others: the input of a network with a branch.
  case imageAndNumbers(height: Int, width: Int, channels: Int, numbers: Int)

  public init(integerLiteral value: Int) { self = .numbers(value) }

  /// Numbers per sample.
  public var count: Int { dimensions.reduce(1, *) }

  /// Lengths of the axes, without that of the batch.
  public var dimensions: [Int] {
    switch self {
    case .numbers(let count): [count]
    case .image(let height, let width, let channels): [height, width, channels]
    case .imageAndNumbers(let height, let width, let channels, let numbers):
      [height * width * channels + numbers]
    }
  }

  /// What the layers begin with: the image, or the numbers where there is none.
  var ofLayers: SampleShape {
    guard case .imageAndNumbers(let height, let width, let channels, _) = self else {
      return self
    }
    return .image(height: height, width: width, channels: channels)
  }

  /// The numbers beside an image; nil where there are none.
  var besideImage: Int? {
    if case .imageAndNumbers(_, _, _, let numbers) = self { numbers } else { nil }
  }

  /// Rows of a batch that are predicted or validated at once: fewer where samples are large, so
  /// that what is computed on the way stays small; and few images always, for a batch that is not
  /// full costs as much as a full one, and more at once are no faster.
  ///
  /// The same for every network of such inputs, since an answer's last bits may depend on it.
  var evaluationBatchSize: Int {
    if case .numbers = self { return Self.rowsAtOnce }
    var size = Self.imagesAtOnce
    while size > 1 && size * count > Self.imageNumbersAtOnce { size /= 2 }
    return size
  }

  private static let rowsAtOnce = 1024
  private static let imagesAtOnce = 64
  /// 64 images of 64×64 with 3 channels.
  private static let imageNumbersAtOnce = 64 * 64 * 64 * 3
}

extension SampleShape: CustomStringConvertible {
  public var description: String {
    switch self {
    case .numbers(let count): count == 1 ? "1 number" : "\(count) numbers"
    case .image(let height, let width, let channels):
      "an image of \(height)×\(width) with \(channels) channel\(channels == 1 ? "" : "s")"
    case .imageAndNumbers(let height, let width, let channels, let numbers):
      "\(SampleShape.image(height: height, width: width, channels: channels)) and "
        + "\(SampleShape.numbers(numbers))"
    }
  }
}

extension SampleShape: Codable {
  private enum CodingKeys: String, CodingKey, CaseIterable { case height, width, channels, numbers }

  /// Pixels along an axis.
  static let maximumSide = 8192

  public init(from decoder: any Decoder) throws {
    if case .mapping = try StructuredValue(from: decoder).content {
      let values = try decoder.container(keyedBy: CodingKeys.self)
      let widths = 1...NetworkDescription.maximumWidth
      let height = try values.count(.height, in: 1...Self.maximumSide)
      let width = try values.count(.width, in: 1...Self.maximumSide)
      let channels = try values.count(.channels, in: widths)
      guard values.contains(.numbers) else {
        self = .image(height: height, width: width, channels: channels)
        return
      }
      self = .imageAndNumbers(
        height: height, width: width, channels: channels,
        numbers: try values.count(.numbers, in: widths))
      return
    }
    let value = try decoder.singleValueContainer()
    let count = try value.decode(Int.self)
    let range = 1...NetworkDescription.maximumWidth
    guard range.contains(count) else {
      throw DecodingError.dataCorruptedError(
        in: value,
        debugDescription: "must be in \(range.lowerBound)...\(range.upperBound), found \(count)")
    }
    self = .numbers(count)
  }

  public func encode(to encoder: any Encoder) throws {
    switch self {
    case .numbers(let count):
      var value = encoder.singleValueContainer()
      try value.encode(count)
    case .image(let height, let width, let channels):
      var values = encoder.container(keyedBy: CodingKeys.self)
      try values.encode(height, forKey: .height)
      try values.encode(width, forKey: .width)
      try values.encode(channels, forKey: .channels)
    case .imageAndNumbers(let height, let width, let channels, let numbers):
      try SampleShape.image(height: height, width: width, channels: channels)
        .encode(to: encoder)
      var values = encoder.container(keyedBy: CodingKeys.self)
      try values.encode(numbers, forKey: .numbers)
    }
  }
}

extension KeyedDecodingContainer {
  /// A whole number inside a range, which must be there.
  func count(_ key: Key, in range: ClosedRange<Int>) throws -> Int {
    try checked(decode(Int.self, forKey: key), key, range)
  }

  /// A whole number inside a range, or what stands for it where the name is absent.
  func count(_ key: Key, default standard: Int, in range: ClosedRange<Int>) throws -> Int {
    try checked(value(key, default: standard), key, range)
  }

  private func checked(_ count: Int, _ key: Key, _ range: ClosedRange<Int>) throws -> Int {
    guard range.contains(count) else {
      throw diagnostic(
        key, "must be in \(range.lowerBound)...\(range.upperBound), found \(count)")
    }
    return count
  }
}
