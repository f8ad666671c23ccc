/// A tree as a program writes it; lines are forgotten.
extension StructuredValue: Encodable {
  public func encode(to encoder: any Encoder) throws {
    switch content {
    case .mapping(let members):
      var container = encoder.container(keyedBy: AnyName.self)
      for member in members {
        try container.encode(member.value, forKey: AnyName(stringValue: member.name))
      }
    case .sequence(let elements):
      var container = encoder.unkeyedContainer()
      for element in elements { try container.encode(element) }
    case .text(let text): try single(text, encoder)
    case .integer(let integer): try single(integer, encoder)
    case .number(let number): try single(number, encoder)
    case .truth(let truth): try single(truth, encoder)
    case .nothing:
      var container = encoder.singleValueContainer()
      try container.encodeNil()
    }
  }

  private func single(_ value: some Encodable, _ encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(value)
  }
}
