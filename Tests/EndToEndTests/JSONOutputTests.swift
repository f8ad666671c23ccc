import TestSupport
import Testing

/// What every verb prints with `--json`.
struct JSONOutputTests {
  @Test func `a failure is an object too, with its place and its exit code`() throws {
    let folder = try TemporaryFolder()
    let table = try folder.write("t.csv", "g,r\n1,2\n\"3,4\n")
    let outcome = try Program.run("inspect", table, "--json")
    #expect(outcome.status == 65)
    let error = try #require(try outcome.json()["error"] as? [String: Any])
    #expect(error["path"] as? String == table)
    #expect((error["location"] as? String)?.contains("line") == true, "\(error)")
    #expect((error["problem"] as? String)?.isEmpty == false)
    #expect(error["exit_code"] as? Int == 65)
  }

  @Test func `a result names the version of its keys`() throws {
    let folder = try TemporaryFolder()
    let table = try folder.write("t.csv", "g,r\n1,2\n")
    let outcome = try Program.run("inspect", table, "--json")
    #expect(try outcome.json()["schema"] as? String == "skysort.inspect/2")
  }
}

struct SettingsVerbTests {
  @Test(arguments: ["mlp", "cnn", "fused", "autoencoder"])
  func `settings are listed with the defaults of a kind`(kind: String) throws {
    let outcome = try Program.run("settings", kind)
    #expect(outcome.status == 0, "\(outcome.messages)")
    let lines = outcome.output.split(separator: "\n")
    let epochs = lines.first { $0.contains("  epochs") }
    #expect(epochs?.contains("Passes over the training rows. (in 1...1000000)") == true)
    #expect(lines.contains { $0.hasPrefix("model") && $0.contains(kind) }, "\(outcome.output)")
    #expect(lines.contains { $0.contains("image_size") && $0.contains("in 8...1024") })
  }
}
