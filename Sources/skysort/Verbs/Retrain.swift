import ArgumentParser
import Models
import Tasks

struct Retrain: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Trains a model on with other labels.",
    discussion: """
      The network and the way it looks at bands and images stay those of the model. With the \
      model's own classes all weights are kept to begin with. Classes the model does not know are \
      learned with --new-classes: its own keep their weights, new ones begin at nothing; where it \
      knows none of them, the last layers begin anew. What was learned before, the encoder, learns ten times slower than the rest, or not \
      at all with --freeze encoder.

        skysort retrain --from zoo.safetensors mine.csv --images image -o mine.safetensors
        skysort retrain --from dr14.safetensors survey.fits --labels spectra.csv -o m.safetensors
      """)

  enum Freeze: String, ExpressibleByArgument, CaseIterable { case encoder, none }

  @Option(name: .customLong("from"), help: "The model to go on from.")
  var base: String

  @OptionGroup var training: TrainingOptions

  @Option(help: "What stays as it is: encoder or none.")
  var freeze = Freeze.none

  @Flag(help: "Learn classes that the model does not know.")
  var newClasses = false

  @Flag(help: "Give up the model's classes that the labels do not name.")
  var dropClasses = false

  @OptionGroup var common: CommonOptions

  func run() async throws { try await Train.run(task(), common) }

  private func task() throws -> TrainingTask<ClassifierConfiguration> {
    var task = try training.task(nil, orElse: .cnn, common)
    task.base = base
    (task.allowsNewClasses, task.dropsClasses) = (newClasses, dropClasses)
    switch freeze {
    case .encoder: task.configuration.training.setEncoderLearningRateFactor(0)
    case .none: task.configuration.training.setEncoderLearningRateFactor(0.1, unlessStated: true)
    }
    return task
  }
}
