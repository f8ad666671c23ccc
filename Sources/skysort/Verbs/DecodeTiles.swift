import ArgumentParser
import FITS
import Files
import Glibc

/// What the program tells itself to do with tile-compressed images, in a process of its own.
struct DecodeTiles: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: TileDecoder.verb,
    abstract: "Decodes a FITS image from standard input to standard output.",
    shouldDisplay: false)

  @Option var unit: Int
  @Option(help: "Bytes.") var memory: Int
  @Option(help: "Of processor time.") var seconds: Int

  func run() throws {
    do throws(SkysortError) {
      try TileDecoding.run(unit: unit, memory: memory, seconds: seconds)
    } catch {
      // The parent names the file.
      Terminal.standard.message(error.problem)
      Glibc.exit(error.exitCode.rawValue)
    }
  }
}
