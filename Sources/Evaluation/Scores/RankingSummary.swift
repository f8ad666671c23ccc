/// What a ranking of one class against the rest amounts to, gathered from the highest score down.
public struct RankingSummary: Hashable, Sendable {
  /// The completeness at which ``precisionAtRecall`` is read.
  public static let recall = 0.96
  /// The purity at which ``recallAtPrecision`` is read.
  public static let precision = 0.97

  private let positives: Double
  private var truePositives = 0.0
  private var falsePositives = 0.0
  private var pairs = 0.0
  private var precisions = 0.0
  /// The purity at the highest score that reaches a completeness of 0.96: p_g(c_g = 0.96) of
  /// galaxies; `nil` without rows of the class.
  ///
  /// - Source: Kim & Brunner 2017, MNRAS 464, 4463.
  public private(set) var precisionAtRecall: Double?
  /// The largest completeness among scores with a purity of at least 0.97: c_s(p_s = 0.97) of
  /// stars; `nil` where no score is that pure.
  ///
  /// - Source: Kim & Brunner 2017, MNRAS 464, 4463.
  public private(set) var recallAtPrecision: Double?

  /// - Parameter positives: Rows of the class in all.
  init(positives: Double) { self.positives = positives }

  /// - Parameters: Cumulative counts at the next lower score.
  mutating func add(truePositives: Double, falsePositives: Double) {
    let newPositives = truePositives - self.truePositives
    let newNegatives = falsePositives - self.falsePositives
    let called = truePositives + falsePositives
    pairs += newNegatives * (self.truePositives + newPositives / 2)
    if newPositives > 0 { precisions += newPositives * truePositives / called }
    self.truePositives = truePositives
    self.falsePositives = falsePositives
    guard positives > 0, called > 0 else { return }
    if precisionAtRecall == nil, truePositives >= Self.recall * positives {
      precisionAtRecall = truePositives / called
    }
    if truePositives >= Self.precision * called { recallAtPrecision = truePositives / positives }
  }

  /// The chance that a row of the class scores above one that is not, ties counting half;
  /// `nil` where either kind is absent.
  public var areaUnderROC: Double? {
    truePositives > 0 && falsePositives > 0 ? pairs / (truePositives * falsePositives) : nil
  }

  /// The precision averaged over the recalls at which rows of the class enter,
  /// `Σ (Rₙ − Rₙ₋₁) Pₙ`; `nil` without such rows.
  public var averagePrecision: Double? {
    truePositives > 0 ? precisions / truePositives : nil
  }

  /// All of them, for resampling.
  var figures: [Double?] {
    [areaUnderROC, averagePrecision, precisionAtRecall, recallAtPrecision]
  }
}
