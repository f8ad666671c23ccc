/// Every operation there is; tests demand a case for each.
///
/// `chunkedProduct` and `chunkedSum` come from the compiler only.
enum OperationList {
  static let names: Set<String> = [
    "add", "addBias", "averagePool", "averagePoolGradient", "binaryCrossEntropy", "broadcast",
    "clamp", "columnVariance", "concatenate", "cropPicture", "crossEntropy", "crossEntropyGradient",
    "divide", "dropout", "gelu", "geluSlope", "globalAveragePool", "globalAveragePoolGradient",
    "groupNorm", "groupNormGradient", "groupNormSums", "huber", "logSoftmax", "logSoftmaxGradient",
    "matrixProduct", "maxPool", "maxPoolGradient", "multiply", "pad", "padPicture",
    "relu", "reluSlope", "reshape", "resize", "resizeGradient", "scale",
    "scaleColumns", "sigmoid", "sigmoidSlope", "silu", "siluSlope", "slice", "softmax",
    "softmaxGradient", "standardizeColumns", "standardizeColumnsGradient", "standardizeRows",
    "standardizeRowsGradient", "subtract", "sum", "tanh", "tanhSlope", "transpose", "transposeAxes",
  ]
}
