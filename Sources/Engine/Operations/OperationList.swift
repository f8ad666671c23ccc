/// Every operation there is; tests demand a case for each.
///
/// `cast`, `chunkedProduct`, `chunkedSum` and `rectifiedGradient` come from the compiler only.
enum OperationList {
  static let names: Set<String> = [
    "absolute", "absoluteSlope", "add", "addBias", "averagePool", "averagePoolGradient",
    "batchedMatrixProduct", "binaryCrossEntropy", "broadcast", "causalFill", "clamp",
    "columnVariance", "concatenate", "convolution", "convolutionDataGradient",
    "convolutionWeightGradient", "cropImage", "crossEntropy", "crossEntropyGradient", "digamma",
    "digammaSlope", "dirichletMultinomial", "dirichletMultinomialGradient", "divide", "dropout",
    "elu", "eluSlope", "embedding", "embeddingGradient", "exp", "expSlope", "gaussianNoise", "gelu",
    "geluSlope", "globalAveragePool", "globalAveragePoolGradient", "groupNorm", "groupNormGradient",
    "groupNormSums", "hardSigmoid", "hardSigmoidSlope", "hardSwish", "hardSwishSlope", "huber",
    "isGreater", "isWithin", "joinedMoments", "leakyRelu", "leakyReluSlope", "limit", "log",
    "logCosh", "logCoshSlope", "logGamma", "logGammaSlope", "logSigmoid", "logSigmoidSlope",
    "logSlope", "logSoftmax", "logSoftmaxGradient", "logSumExp", "matrixProduct", "maxPool",
    "maxPoolGradient", "maximum", "minimum", "mish", "mishSlope", "multiply", "normalizeImages",
    "normalizedGradient", "normalizedSums", "offset", "pad", "padImage", "imageMoments",
    "power", "reciprocal", "reciprocalSlope", "relu", "reluSlope", "reshape", "resize",
    "resizeGradient", "rowMaximum", "rowMaximumGradient", "scale", "scaleColumns", "selu",
    "seluSlope", "sigmoid", "sigmoidSlope", "silu", "siluSlope", "slice", "softmax",
    "softmaxGradient", "softplus", "softplusSlope", "softsign", "softsignSlope", "square",
    "squareRoot", "squareRootSlope", "squareSlope", "standardizeColumns",
    "standardizeColumnsGradient", "standardizeRows", "standardizeRowsGradient", "subtract", "sum",
    "tanh", "tanhSlope", "timesLog", "timesLogSlope", "transpose", "transposeAxes",
  ]
}
