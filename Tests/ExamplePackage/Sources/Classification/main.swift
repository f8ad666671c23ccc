import Skysort

let (sample, results) = (CommandLine.arguments[1], CommandLine.arguments[2])

// Learn from rows of known class; a fifth of them is held back to evaluate by.
var training = TrainingTask(
  table: "\(sample)/labelled.csv", model: "\(results)/m.safetensors",
  configuration: ClassifierConfiguration(.mlp))
training.configuration.memberCount = 1
training.configuration.training.setEpochs(20)
let trained = try await training.run()
print("learned \(trained.classes.joined(separator: ", ")) from \(trained.trainRows) rows")

// Classify other rows: their own columns, then class, probabilities and flags.
let catalog = "\(results)/catalog.fits"
let task = ClassificationTask(
  model: training.model, inputs: ["\(sample)/survey.csv"], output: catalog)
print("classified \(try await task.run().rows) rows")

// The catalog is a table like any other.
let table = try TableFile.read(catalog, columns: ["class", "true_class"])
if let classes = table["class"]?.texts(), let truth = table["true_class"]?.texts() {
  print("\(zip(classes, truth).count { $0 == $1 }) of them rightly")
}
