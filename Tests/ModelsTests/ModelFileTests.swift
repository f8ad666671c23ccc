import Engine
import Files
import Glibc
import Learning
import Models
import TestSupport
import Testing

struct ModelFileTests {
  private static func model() async throws -> ModelFile<AnswerHead> {
    try await TrainedFixture().model
  }

  @Test func `a model read back is the model written`() async throws {
    let model = try await Self.model()
    #expect(try ModelFile<AnswerHead>(bytes: model.bytes, path: "m") == model)
    let folder = try TemporaryFolder()
    let path = folder.file("m.safetensors")
    try model.write(to: path)
    #expect(try ModelFile<AnswerHead>(path: path) == model)
    #expect(try Classifier(path: path).description == model.description)
  }

  @Test func `a model that answers otherwise is refused by name`() async throws {
    var model = try await Self.model()
    let name = try #require(model.members[0].keys.sorted().first { $0.hasSuffix(".weight") })
    model.members[0][name]?.values[0] += 5
    let error = #expect(throws: SkysortError.self) {
      try Classifier(model, path: "bent.safetensors")
    }
    #expect(error?.path == "bent.safetensors")
    let difference = error?.problem.split(separator: " ").compactMap { Double($0) }.first
    #expect(try #require(difference) > 0.002)
  }

  @Test(arguments: [0, 4, 100, 5000])
  func `a cut file is refused`(length: Int) async throws {
    let bytes = try await Self.model().bytes
    let error = #expect(throws: SkysortError.self) {
      try ModelFile<AnswerHead>(bytes: Array(bytes.prefix(length)), path: "cut.safetensors")
    }
    #expect(error?.description.contains("cut.safetensors") == true)
    #expect(error?.exitCode == .badData)
  }

  @Test func `weights of no model are refused`() throws {
    let file = SafetensorsFile(tensors: ["w": StoredTensor(floats: [1], shape: [1])])
    let error = #expect(throws: SkysortError.self) {
      try ModelFile<AnswerHead>(bytes: file.bytes, path: "other.safetensors")
    }
    #expect(error?.description.contains("no model of skysort") == true)
  }

  @Test func `a newer format is refused with both numbers`() async throws {
    var file = try SafetensorsFile(bytes: try await Self.model().bytes, path: "m")
    file.metadata["format"] = "skysort-model-99"
    let error = #expect(throws: SkysortError.self) {
      try ModelFile<AnswerHead>(bytes: file.bytes, path: "new.safetensors")
    }
    #expect(
      error
        == .newerFormat(path: "new.safetensors", found: 99, known: ModelFormat.largest))
  }

  /// Words of the metadata, and what they are made to say.
  private static let lies = [
    ("\"member_count\":2", "\"member_count\":3"), ("\"member_count\":2", "\"member_count\":0"),
    ("\"inputs\":15", "\"inputs\":16"), ("\"outputs\":3", "\"outputs\":2"),
    ("\"first\":0", "\"first\":7"), ("\"temperature\":", "\"temperature\":-"),
    ("\"classes\":[\"GALAXY\"", "\"classes\":[\"GALAXY\",\"NOVA\""),
    ("\"offset\":[", "\"offset\":[0,"), ("\"offsets\":[", "\"offsets\":[0,"),
    ("\"kind\":\"mlp\"", "\"kind\":\"oracle\""), ("\"seed\":", "\"sead\":"),
    ("\"centre\":[", "\"centre\":[\"x\","),
  ]

  @Test(arguments: lies)
  func `a description that contradicts itself is refused`(said: String, lie: String) async throws {
    var file = try SafetensorsFile(bytes: try await Self.model().bytes, path: "m")
    let text = try #require(file.metadata["model"])
    let place = try #require(text.firstRange(of: said))
    file.metadata["model"] = text.replacingCharacters(in: place, with: lie)
    let bytes = file.bytes
    let error = #expect(throws: SkysortError.self) {
      try Classifier(
        ModelFile<AnswerHead>(bytes: bytes, path: "lie.safetensors"), path: "lie.safetensors")
    }
    #expect(error?.description.contains("lie.safetensors") == true)
  }

  @Test func `a missing tensor is named`() async throws {
    var file = try SafetensorsFile(bytes: try await Self.model().bytes, path: "m")
    file.tensors["member2.output.bias"] = nil
    let bytes = file.bytes
    let error = #expect(throws: SkysortError.self) {
      try ModelFile<AnswerHead>(bytes: bytes, path: "m")
    }
    #expect(error?.description.contains("member2.output.bias") == true)
  }

  @Test func `a file that is not there has its own exit code`() {
    let error = #expect(throws: SkysortError.self) {
      try Classifier(path: "/nowhere/m.safetensors")
    }
    #expect(error?.exitCode == .noInput)
  }
}

extension String {
  fileprivate func firstRange(of part: String) -> Range<Index>? {
    var start = startIndex
    while start < endIndex {
      if self[start...].hasPrefix(part) {
        return start..<index(start, offsetBy: part.count)
      }
      start = index(after: start)
    }
    return nil
  }

  fileprivate func replacingCharacters(in range: Range<Index>, with text: String) -> String {
    self[..<range.lowerBound] + text + self[range.upperBound...]
  }
}
