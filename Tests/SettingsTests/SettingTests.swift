import Files
import Settings
import Testing

/// A group of settings as a module declares them.
private struct Camera: SettingGroup, Hashable {
  enum Filter: String, SettingsWord { case red, green }

  var exposures = 3
  var gain = 1.5
  var limit: Double?
  var filter = Filter.green
  var isCooled = true

  static let settings: [Setting<Camera>] = [
    .count("exposures", \.exposures, in: 1...10, "Images taken."),
    .number("gain", \.gain, .positive, "Electrons of a count."),
    .number("limit", \.limit, .notNegative, "Counts at which a pixel is full."),
    .word("filter", \.filter, "What light passes."),
    .truth("cooled", \.isCooled, "Whether it is cooled."),
  ]

  var conflict: (name: String, problem: String)? {
    exposures > 5 && !isCooled ? ("exposures", "needs a cooled camera") : nil
  }
}

struct SettingTests {
  private static func read(_ text: String) throws(SkysortError) -> Camera {
    try StrictSettings.decode(Camera.self, from: text, path: "camera.yaml")
  }

  @Test func `what is not stated keeps its default`() throws {
    var expected = Camera()
    expected.gain = 2
    #expect(try Self.read("gain: 2\n") == expected)
  }

  @Test func `what is written is read again`() throws {
    var camera = Camera()
    (camera.exposures, camera.limit, camera.filter, camera.isCooled) = (7, 0.1, .red, true)
    #expect(try Self.read(CanonicalJSON.encode(camera)) == camera)
    #expect(CanonicalJSON.encode(Camera()).contains("limit") == false)
  }

  @Test(arguments: [
    ("exposures: 11\n", "must be in 1...10, found 11"), ("gain: 0\n", "must be positive, found 0"),
    ("gain: x\n", "a number"), ("filter: blue\n", "knows no 'blue'"),
    ("exposure: 1\n", "unknown name 'exposure'"), ("cooled: 1\n", "true or false"),
    ("{exposures: 6, cooled: false}\n", "needs a cooled camera"),
  ])
  func `a mistake is told by the setting's own words`(text: String, problem: String) {
    let error = #expect(throws: SkysortError.self) { try Self.read(text) }
    #expect(error?.problem.contains(problem) == true, "\(String(describing: error))")
  }

  @Test func `a recipe fills in what is not stated`() {
    var recipe = Camera()
    (recipe.exposures, recipe.gain) = (9, 4)
    var stated = Camera()
    stated.gain = 2
    let filled = stated.filled(from: recipe, stated: ["gain"])
    #expect(filled.gain == 2)
    #expect(filled.exposures == 9)
  }

  @Test func `a setting says what it is`() throws {
    let camera = Camera()
    #expect(Camera.settings.map { camera.text(of: $0) } == ["3", "1.5", "none", "green", "true"])
    #expect(
      Camera.settings.map { "\($0.form)" }.prefix(3) == ["in 1...10", "positive", "0 or more"])
  }
}
