import Files
import Settings
import Tables
import Tasks

/// A class of a pipeline's tasks: what may be said of it, and the work it does.
///
/// What the YAML states is read straight into the task, by settings that are written once; schema
/// and checks come from them.
protocol PipelineTask: Sendable {
  /// Everything at its default, nothing to read yet.
  init()
  /// What it reads, by the names below `inputs`; none where it reads nothing.
  static var inputSettings: [Setting<Self>] { get }
  /// What `config` may say, in the order in which it is taken in.
  static var settings: [Setting<Self>] { get }
  /// What does not go together, by the name of a setting; `nil` where all does.
  var conflict: (name: String, problem: String)? { get }
  /// A FITS or text table whose column may name images, and that column or what stands for it;
  /// `nil` where no images are looked at.
  var imageTable: (path: String, hdu: HDUSelection?, images: String?)? { get }
  /// Turns names into paths, and takes on seed, threads and folder of a run.
  mutating func move(to place: TaskPlace)
  func execute(
    progress: @escaping ProgressHandler, interruption: Interruption
  ) async throws -> TaskResult
}

extension PipelineTask {
  var conflict: (name: String, problem: String)? { nil }
  var imageTable: (path: String, hdu: HDUSelection?, images: String?)? { nil }
}

/// Where a task writes, and finds what it reads.
struct TaskPlace {
  let folder: String
  let runFolder: String
  let taskNames: Set<String>
  /// Threads for this task.
  let threads: Int
  /// The run's; `nil` where the task states its own.
  let seed: UInt64?

  /// The path of an input: in another task's folder, or as it is.
  func input(_ path: String) -> String {
    TaskInput(path).task(among: taskNames) == nil ? path : Paths.join(runFolder, path)
  }

  /// The same for an image of a band.
  func input(_ image: ImageChoice) -> ImageChoice {
    ImageChoice(band: image.band, path: input(image.path))
  }

  func output(_ name: String) -> String { Paths.join(folder, name) }
}

/// What a task tells of its work, besides its files.
struct TaskResult: Sendable {
  /// The headline for people: `accuracy 0.95 on 400 rows`.
  var summary = ""
  var warnings: [String] = []
  /// Figures to follow from run to run.
  var metrics: [String: Double] = [:]
}

/// What tasks that read a table of any survey have in common.
protocol TableReading {
  var survey: SurveyChoice { get set }
  var hdu: HDUSelection? { get set }
}

extension Setting where Group: TableReading {
  /// Which survey's table it is, and which of a file's tables.
  static var tableChoices: [Setting] {
    [
      .reading("survey", .text, "The survey a table is from; recognised by default.") {
        $0.survey = SurveyChoice($1)
      },
      .reading("hdu", .part, "Which table of a FITS file, by number or name.") {
        (task, stated: Word) in task.hdu = HDUSelection(stated.text)
      },
    ]
  }
}
