import Testing

@testable import Engine

struct ParametersTests {
  private static func graph() -> Graph {
    var graph = Graph()
    _ = graph.parameter("weight", shape: [3, 5])
    _ = graph.state("mean", shape: [5])
    _ = graph.parameter("bias", shape: [5])
    _ = graph.parameter("one", shape: [])
    return graph
  }

  @Test
  func `trained entries come first, each on a 64-byte boundary`() {
    let layout = ParameterLayout(of: Self.graph())
    #expect(layout.entries.map(\.name) == ["weight", "bias", "one", "mean"])
    #expect(layout.entries.map(\.offset) == [0, 16, 32, 48])
    #expect(layout.entries.map(\.isTrained) == [true, true, true, false])
    #expect(layout.trainedCount == 48)
    #expect(layout.count == 64)
    let parameters = Parameters(layout: layout)
    #expect(unsafe Int(bitPattern: parameters.values.baseAddress!) % 64 == 0)
    #expect(unsafe parameters.values.allSatisfy { $0 == 0 })
  }

  @Test
  func `loaded tensors come back, in copies and frozen too`() throws {
    let parameters = Parameters(of: Self.graph())
    let tensors = [
      "weight": Tensor(shape: [3, 5], values: (0..<15).map { Float($0) }),
      "bias": Tensor(repeating: 2, shape: [5]), "one": Tensor(-1),
      "mean": Tensor(repeating: 7, shape: [5]),
    ]
    try parameters.load(tensors)
    #expect(parameters.tensors() == tensors)
    let copy = parameters.copy()
    let frozen = FrozenParameters(parameters)
    unsafe parameters.withValues("one") { unsafe $0[0] = 100 }
    #expect(copy.tensors() == tensors)
    #expect(frozen.thawed().tensors() == tensors)
  }

  @Test
  func `tensors that do not fit are refused and nothing is written`() {
    let parameters = Parameters(of: Self.graph())
    let before = parameters.tensors()
    var changed = before
    changed["bias"] = Tensor(repeating: 1, shape: [5])
    for (name, wrong) in [
      ("weight", Tensor(repeating: 0, shape: [5, 3])), ("weight", nil),
      ("stranger", Tensor(repeating: 0, shape: [1])),
    ] as [(String, Tensor?)] {
      var tensors = changed
      tensors[name] = wrong
      let error = #expect(throws: EngineError.self) { try parameters.load(tensors) }
      #expect(error?.description.contains(name) == true)
      #expect(parameters.tensors() == before)
    }
  }
}
