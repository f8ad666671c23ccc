/// Every operation there is; tests demand a case for each.
///
/// `cast`, `chunkedProduct`, `chunkedSum` and `rectifiedGradient` come from the compiler only.
enum OperationList {
  static let names: Set<String> = [
    "add", "addBias", "averagePool", "averagePoolGradient", "binaryCrossEntropy", "broadcast",
    "clamp", "columnVariance", "concatenate", "convolution", "convolutionDataGradient",
    "convolutionWeightGradient", "crossEntropy", "crossEntropyGradient", "divide", "dropout",
    "gelu", "geluSlope", "globalAveragePool", "globalAveragePoolGradient", "huber", "logSoftmax",
    "logSoftmaxGradient", "matrixProduct", "maxPool", "maxPoolGradient", "multiply", "pad",
    "relu", "reluSlope", "reshape", "resize", "resizeGradient", "scale",
    "scaleColumns", "sigmoid", "sigmoidSlope", "silu", "siluSlope", "slice", "softmax",
    "softmaxGradient", "standardizeColumns", "standardizeColumnsGradient", "standardizeRows",
    "standardizeRowsGradient", "subtract", "sum", "tanh", "tanhSlope", "transpose",
  ]
}
