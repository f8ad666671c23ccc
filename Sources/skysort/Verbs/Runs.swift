import ArgumentParser
import Runs
import Tasks

struct Runs: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Lists, shows and removes the recorded runs below a folder.",
    discussion: """
        skysort runs list runs
        skysort runs metrics accuracy --in runs

      A run is found by its record: FOLDER/run.json, FOLDER/NAME/run.json, and the earlier ones \
      in `records` beside them. `FOLDER/.runs.sqlite` is an index of the records, brought up to \
      date by every call; removing it loses nothing.
      """,
    subcommands: [List.self, Show.self, Remove.self, Metrics.self], defaultSubcommand: List.self)

  /// Where runs are looked for.
  struct Place: ParsableArguments {
    @Option(name: .customLong("in"), help: "Folder of runs.")
    var folder = "runs"
  }

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Lists the runs below a folder.")

    @Argument(help: "Folder of runs.")
    var folder = "runs"

    @OptionGroup var common: CommonOptions

    func run() throws {
      let listing = try RunRegistry(folder).list()
      for record in listing.damaged { common.say("warning: \(record.problem)") }
      try common.report(listing, text: RunsText.list(listing))
    }
  }

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Says what was done in a run and what came of it.")

    @Argument(help: "The run's ID, or its beginning or end.")
    var id: String

    @OptionGroup var place: Place
    @OptionGroup var common: CommonOptions

    func run() throws {
      let shown = try RunRegistry(place.folder).show(id)
      try common.report(shown, text: RunsText.show(shown))
    }
  }

  struct Remove: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "rm", abstract: "Removes a run's record, without asking.",
      discussion: "A folder that a run is writing into is left alone; the exit code is 75.")

    @Argument(help: "The run's ID, or its beginning or end.")
    var id: String

    @Flag(help: "Remove what runs wrote into the run's folder too, and all their records.")
    var outputs = false

    @OptionGroup var place: Place
    @OptionGroup var common: CommonOptions

    func run() throws {
      let removal = try RunRegistry(place.folder).remove(id, outputs: outputs)
      let lines = ["Removed run \(removal.id):"] + removal.removed.map { "  \($0)" }
      try common.report(removal, text: lines.joined(separator: "\n"))
    }
  }

  struct Metrics: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Follows a metric from run to run.")

    @Argument(help: "The metric: accuracy, or report.accuracy for one task's.")
    var name: String

    @OptionGroup var place: Place
    @OptionGroup var common: CommonOptions

    func run() throws {
      let history = try RunRegistry(place.folder).history(of: name)
      try common.report(history, text: RunsText.history(history))
    }
  }
}
