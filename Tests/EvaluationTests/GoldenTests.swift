import Evaluation
import Testing

// Figures of scikit-learn 1.x and NumPy on the rows of `MadePredictions.make(rows: 600)`:
//
//   import numpy as np
//   from sklearn import metrics as m
//   from sklearn.calibration import calibration_curve
//   from scipy.stats import binomtest
//   state, rows = 2024, 600
//   def unit():
//       global state
//       state = (1103515245 * state + 12345) % 2**31
//       return state / 2**31
//   truth, weights = [], []
//   for _ in range(rows):
//       t = min(2, int(unit() * 4))
//       truth.append(t)
//       weights.append([1 + int(6 * unit()) + (4 if k == t else 0) for k in range(3)])
//   w = np.array(weights, np.float32)
//   p = w / w.sum(axis=1, keepdims=True)
//   t, c = np.array(truth), p.argmax(axis=1)
//   y = np.eye(3)[t]
//   print(m.confusion_matrix(t, c), m.accuracy_score(t, c), m.balanced_accuracy_score(t, c))
//   print(m.f1_score(t, c, average="macro"), m.precision_recall_fscore_support(t, c))
//   print(m.log_loss(t, p), ((p.astype(float) - y) ** 2).sum(axis=1).mean())
//   for k in range(3):
//       print(m.roc_auc_score(t == k, p[:, k]), m.average_precision_score(t == k, p[:, k]))
//       pr, rc, _ = m.precision_recall_curve(t == k, p[:, k])
//       print(pr[:-1][rc[:-1] >= .96][-1],
//             max(r for a, r in zip(pr[:-1], rc[:-1]) if a >= .97))
//   top, hit = p.max(axis=1).astype(float), t == c
//   b = np.clip(np.ceil(top * 15).astype(int) - 1, 0, 14)
//   print(sum(abs(hit[b == i].mean() - top[b == i].mean()) * (b == i).sum()
//             for i in set(b)) / rows)
//   print(calibration_curve(t == 2, p[:, 2], n_bins=10))
//   print([tuple(binomtest(a, n).proportion_ci(method="wilson"))
//          for a, n in ((7, 9), (0, 10), (10, 10))])

private let metrics = ClassificationMetrics(of: MadePredictions.make(rows: 600))

@Test func `counts and averages agree with scikit-learn`() {
  #expect(metrics.confusion.matrix.counts == [[123, 3, 3], [14, 146, 4], [26, 24, 257]])
  #expect(isClose(metrics.accuracy.value, 0.876_666_666_666_666_7))
  #expect(isClose(metrics.balancedAccuracy.value, 0.893_621_941_673_549))
  #expect(isClose(metrics.macroF1.value, 0.869_703_242_501_046_5))
}

@Test(
  arguments: [
    (0, 129, 0.754_601_226_993_865, 0.953_488_372_093_023_3, 0.842_465_753_424_657_6),
    (1, 164, 0.843_930_635_838_150_3, 0.890_243_902_439_024_4, 0.866_468_842_729_970_4),
    (2, 307, 0.973_484_848_484_848_5, 0.837_133_550_488_599_8, 0.900_175_131_348_511_3),
  ])
func `class figures agree with scikit-learn`(
  index: Int, support: Int, precision: Double, recall: Double, f1: Double
) {
  let figures = metrics.confusion.classes[index]
  #expect(figures.support == support)
  #expect(isClose(figures.precision.value, precision))
  #expect(isClose(figures.recall.value, recall))
  #expect(isClose(figures.f1.value, f1))
}

@Test func `proper scores agree with scikit-learn`() throws {
  let probability = try #require(metrics.probability)
  #expect(probability.rows == 600)
  #expect(isClose(probability.logLoss.value, 0.670_514_702_796_936, within: 1e-7))
  #expect(isClose(probability.brier.value, 0.375_001_198_543_928_94, within: 1e-7))
  #expect(isClose(probability.expectedCalibrationError.value, 0.348_923_728_118_340_16))
}

@Test(
  arguments: [
    (0, 0.979_854_836_320_545_2, 0.933_964_743_162_059_2, 0.700_564_971_751_412_4, 65.0 / 129),
    (1, 0.972_449_093_756_992_6, 0.936_426_253_666_554_5, 0.607_547_169_811_320_7, 107.0 / 164),
    (2, 0.976_259_296_728_218_7, 0.974_806_384_412_872_5, 0.828_337_874_659_400_6, 239.0 / 307),
  ])
func `ranking figures agree with scikit-learn`(
  index: Int, area: Double, average: Double, precisionAt96: Double, recallAt97: Double
) throws {
  let figures = try #require(metrics.probability).classes[index]
  #expect(isClose(figures.areaUnderROC.value, area))
  #expect(isClose(figures.averagePrecision.value, average))
  #expect(isClose(figures.precisionAtRecall.value, precisionAt96))
  #expect(isClose(figures.recallAtPrecision.value, recallAt97))
}

@Test func `reliability bins agree with scikit-learn`() {
  let predictions = MadePredictions.make(rows: 600)
  let reliability = Reliability(
    confidence: stride(from: 2, to: 1800, by: 3).map { (predictions.probabilities ?? [])[$0] },
    isCorrect: predictions.truth.map { $0 == 2 }, binCount: 10)
  let fractions = [
    0, 0, 0.018_018_018_018_018_018, 0.386_138_613_861_386_15, 0.870_748_299_319_727_9, 1, 1, 1, 1,
  ]
  let means = [
    0.077_563_188_650_778_37, 0.147_388_732_937_328_96, 0.247_031_486_786_163_44,
    0.344_459_106_131_554_36, 0.461_557_810_809_336_56, 0.556_982_279_800_977_8,
    0.643_384_494_742_409_2, 0.728_583_931_922_912_6, 0.825_757_563_114_166_3,
  ]
  let filled = reliability.bins.filter { $0.rows > 0 }
  #expect(filled.count == means.count)
  for (bin, expected) in zip(filled, zip(fractions, means)) {
    #expect(isClose(bin.accuracy.value, expected.0))
    #expect(isClose(bin.meanConfidence, expected.1, within: 1e-7))
  }
}

@Test(
  arguments: [
    (7, 9, 0.452_588_969_106_988_9, 0.936_774_892_882_153_3),
    (0, 10, 0, 0.277_532_799_862_889_26), (10, 10, 0.722_467_200_137_110_7, 1),
  ])
func `Wilson's interval agrees with SciPy`(hits: Int, total: Int, low: Double, high: Double) {
  let estimate = Estimate.proportion(hits, of: total)
  #expect(isClose(estimate.low, low))
  #expect(isClose(estimate.high, high))
}
