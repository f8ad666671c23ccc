import SkysortEngine

// Points in a square, and whether they lie within a circle of half its area.
var features: [Float] = []
var labels: [Int] = []
for point in 0..<4096 {
  let (x, y) = (Float(point % 64) / 32 - 1, Float(point / 64) / 32 - 1)
  features += [x, y]
  labels.append(x * x + y * y < 2 / .pi ? 1 : 0)
}
let rows = TrainingData(features: features, featureCount: 2, labels: labels, classCount: 2)

// A network is a value; so is how it is trained.
let network = NetworkDescription(inputs: 2, units: [32, 32], outputs: 2)
var configuration = TrainingConfiguration()
configuration.epochs = 30
let result = try TrainingLoop(network: network, configuration: configuration).train(rows)

// The answer to a row: the probabilities of both classes.
let predictor = try Predictor(network: network, weights: result.weights)
for (x, y) in [(0, 0), (0.5, -0.5), (0.9, 0.9)] as [(Float, Float)] {
  let isWithin = try predictor.predict([x, y])[1] > 0.5
  print("(\(x), \(y)) lies \(isWithin ? "within" : "without")")
}
