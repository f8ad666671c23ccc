import ArgumentParser

@main
struct Skysort: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "skysort", abstract: "Sorts the sky.")
}
