import Files
import Learning
public import Models
import Numbers
public import Preprocessing
import Reports
import Sky
public import Tables

/// Trains a model on a table: on its photometry, on the images of its rows, or on both.
///
/// How it runs, and what it says in the end, stands with the kind of model: ``TrainedClassifier``,
/// ``TrainedAutoencoder``.
public struct TrainingTask<Configuration: ModelConfiguration>: Sendable {
  public var table: String
  /// Which table of a FITS file that holds several; chosen by its columns where `nil`.
  public var hdu: HDUSelection?
  /// The model file to write.
  public var model: String
  public var survey = SurveyChoice.recognised
  /// The column of classes; the survey's own where `nil`. An autoencoder only counts them.
  public var label: String?
  public var configuration: Configuration
  /// Whether a file at ``model`` that is not a model may be replaced.
  public var overwrites = false
  /// The file that ``configuration`` is from.
  public var configurationFile: String?
  public var split = SplitOptions()
  /// Where the images are: a column of paths, a folder whose files are named by the
  /// identifier, or a file of cutouts. An autoencoder learns photometry where it is `nil` and
  /// nothing else says that images are learned.
  public var images: String?
  /// Columns to use besides the photometry.
  public var extraFeatures: [String] = []
  /// Where the labels are; in the table itself where `nil`.
  public var labels: LabelSource?
  /// Only these bands; all where `nil`.
  public var bands: [String]?
  public var allowsLeaks = false
  public var seed: UInt64 = 0
  public var threads = 1
  /// Bytes of decoded images kept in memory; others wait in a temporary file.
  public var imageMemoryLimit = ImageCache.usualMemoryLimit
  /// Goes on from the checkpoints of a run that was stopped.
  public var resumes = false
  /// A model to go on from: its network and the way it looks at its inputs are kept.
  public var base: String?
  /// Of ``base``, once it is read.
  var baseFeatures: FittedFeatures?
  /// Whether classes may be learned that ``base`` does not know.
  public var allowsNewClasses = false
  /// Whether classes of ``base`` that the labels do not name are given up.
  public var dropsClasses = false
  /// Published weights of a ResNet-18 to begin with; a safetensors file.
  public var weights: String?
  /// A folder for `report.html` and `report.json`; none is written where `nil`.
  public var reportFolder: String?
  /// Whether the folder of the report also gets `training.html`, which shows the training while
  /// it runs.
  public var isWatched = false

  /// Fractions of the labels, each in 0...1, on which trainings of their own show what more labels
  /// are worth; none where empty.
  public var curveFractions: [Double] = []

  public init(table: String, model: String, configuration: Configuration) {
    self.table = table
    self.model = model
    self.configuration = configuration
  }

  /// Refuses to replace what is read, or what is not a model.
  func checkFiles() throws(SkysortError) {
    if !overwrites, Paths.exists(model) {
      let kind = try FileProbe(model).kind
      guard kind == .safetensors || kind == .empty else {
        throw SkysortError(
          path: model, problem: "exists and is not a model but \(kind.rawValue)",
          fix: "Name another output, or replace the file with --overwrite.", exitCode: .usage)
      }
    }
    try InputFiles([table, labels?.table, images, base, weights, configurationFile, survey.file])
      .refuse(
        [model] + ReportFolder.files(in: reportFolder)
          + [reportFolder.map { Paths.join($0, Self.watchedPageName) }])
  }

  private static var watchedPageName: String { "training.html" }

  /// Trains before the eyes of those who watch.
  ///
  /// - Parameter train: Is given what is to be called after every step.
  func watching<Outcome>(
    _ course: TrainingMonitorPage, _ progress: @escaping ProgressHandler,
    _ interruption: Interruption,
    _ train: (@escaping @Sendable (MemberProgress) -> TrainingControl) async throws -> Outcome
  ) async throws -> Outcome {
    let activity = "training on \(Paths.name(of: table))"
    do {
      return try await train { step in
        course.note(step)
        progress(ProgressUpdate(step, activity: activity, trend: course.trend))
        return (try? interruption.check()) == nil ? .stop : .proceed
      }
    } catch {
      course.stop()
      try interruption.check()
      guard let failure = error as? SkysortError, failure.isOfTraining else { throw error }
      let place = [failure.path, failure.location].compactMap(\.self).joined(separator: ", ")
      throw SkysortError(
        path: table, location: place, problem: failure.problem, fix: failure.fix,
        exitCode: failure.exitCode)
    }
  }

  /// The page that shows the training while it runs.
  func watchedPage() throws -> TrainingMonitorPage.Page? {
    guard isWatched, let reportFolder else { return nil }
    try Paths.makeFolder(reportFolder)
    return TrainingMonitorPage.Page(
      path: Paths.join(reportFolder, Self.watchedPageName),
      title: "Training of \(Paths.name(of: model))")
  }

  func options(digest: String) -> TrainingOptions<Configuration> {
    var split = split
    split.seed = seed
    var options = TrainingOptions(
      configuration: configuration, split: split,
      features: FeatureOptions(
        bands: bands?.map { Band($0) }, extras: extraFeatures.map { ExtraFeature($0) },
        allowsLeaks: allowsLeaks),
      seed: seed, threads: threads, checkpointPath: "\(model).checkpoint", resumes: resumes,
      toolVersion: Version.number,
      inputs: [.init(name: Paths.name(of: table), sha256: digest)])
    options.imageMemoryLimit = imageMemoryLimit
    return options
  }
}

extension ProgressUpdate {
  init(_ step: MemberProgress, activity: String, trend: [Double]) {
    let training = step.training
    let done = (training.epoch - 1) * training.stepsPerEpoch + training.step
    let loss =
      training.record?.validationLoss.map { ", validation loss \(Numeral.figure($0))" } ?? ""
    self.init(
      activity: activity, completed: done, total: training.epochCount * training.stepsPerEpoch,
      unit: "steps",
      detail: "member \(step.member + 1) of \(step.memberCount), "
        + "epoch \(training.epoch)\(loss), \(Int(clamping: training.rowsPerSecond)) rows/s",
      trend: trend)
  }
}

/// The model file that a training wrote.
public struct WrittenModel: Sendable, Encodable {
  public let path: String
  public let sha256: String
}
