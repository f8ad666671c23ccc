import Foundation
import TestSupport
import Testing

/// What is printed arrives, or the exit code says that it did not; nothing in it steers a terminal.
struct StandardOutputTests {
  private static let inputs = Result<TemporaryFolder, any Error> {
    let folder = try TemporaryFolder()
    try folder.write("t.csv", "id,g,r\n1,20.1,19.9\n2,21.5,21.2\n3,19.1,18.8\n")
    return folder
  }

  private static let printing = [
    "inspect t.csv", "inspect t.csv --json", "inspect t.csv --describe", "settings", "help",
    "help train", "--version", "train --help", "--generate-completion-script bash", "run --schema",
    "match t.csv t.csv --by id --id id -o m.fits --quiet",
  ]

  @Test(arguments: printing)
  func `a result that cannot be printed is a failure`(arguments: String) throws {
    let folder = try Self.inputs.get().path
    let whole = try Program.shell("$SKYSORT \(arguments)", in: folder)
    #expect(whole.status == 0 && !whole.output.isEmpty, "\(whole.messages)")
    let full = try Program.shell("$SKYSORT \(arguments) >/dev/full", in: folder)
    #expect(full.status == 75)
    #expect(full.messages.contains("standard output: cannot write: no space left"))
    let closed = try Program.shell("$SKYSORT \(arguments) >&-", in: folder)
    #expect(closed.status == 74)
    #expect(closed.messages.contains("standard output: is closed"))
    let gone = try Program.shell(
      "{ sleep 0.2; $SKYSORT \(arguments); echo $? >&2; } | true", in: folder)
    #expect(gone.messages == "74\n")
  }

  @Test func `a failure that is told keeps its exit code`() throws {
    let folder = try Self.inputs.get().path
    let outcome = try Program.shell("$SKYSORT inspect absent.csv --json >/dev/full", in: folder)
    #expect(outcome.status == 66)
  }

  @Test func `files do not take the place of closed streams`() throws {
    let folder = try TemporaryFolder()
    try folder.write("t.csv", "id,ra,dec\n1,20,19\n")
    let outcome = try Program.shell(
      "$SKYSORT match t.csv t.csv --by id --id id -o m.csv <&- >&- 2>&-", in: folder.path)
    #expect(outcome.status == 74)
    #expect(try folder.text("m.csv").hasPrefix("id,"))
  }

  @Test func `names from files do not steer the terminal`() throws {
    let folder = try TemporaryFolder()
    let name = "\u{1b}]0;x\u{7}\u{9b}31m\u{202e}g"
    try folder.write("t.csv", "id,\(name)\n1,2\n")
    try folder.write("no\u{1b}[2Jtable.csv", "")
    let text = try Program.run("inspect", "t.csv", in: folder.path)
    #expect(text.status == 0 && text.output.contains(#"\u{1B}]0;x\u{7}\u{9B}31m\u{202E}g"#))
    let json = try Program.run("inspect", "t.csv", "--json", in: folder.path)
    let message = try Program.run("inspect", "no\u{1b}[2Jtable.csv", in: folder.path)
    #expect(message.status != 0 && message.messages.contains(#"no\u{1B}[2Jtable.csv"#))
    for printed in [text.output, json.output, message.messages] {
      let steering = printed.unicodeScalars.filter {
        $0.value < 0x20 && $0 != "\n" || (0x7f..<0xa0).contains($0.value) || $0 == "\u{202e}"
      }
      #expect(steering.isEmpty)
    }
    #expect(json.output.lowercased().contains(#"]0;x\u0007\u009b31m\u202eg"#))
  }
}
