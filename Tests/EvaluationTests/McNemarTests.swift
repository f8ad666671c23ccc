import Evaluation
import Testing

// Probabilities of SciPy 1.x, as statsmodels' `mcnemar` computes them:
//
//   from scipy.stats import binom, chi2
//   def mcnemar(b, c):
//       n = b + c
//       if n < 25:
//           return None, min(1, 2 * binom.cdf(min(b, c), n, .5))
//       x = (abs(b - c) - 1) ** 2 / n
//       return x, chi2.sf(x, 1)
//   for b, c in ((0, 0), (1, 0), (0, 5), (3, 9), (12, 12), (24, 0), (2, 22), (10, 15), (25, 0),
//                (121, 59), (1000, 1100), (13, 40)):
//       print(b, c, *map(repr, mcnemar(b, c)))

@Test(
  arguments: [
    (0, 0, 1), (1, 0, 1), (0, 5, 0.0625), (3, 9, 0.145_996_093_75), (12, 12, 1),
    (24, 0, 1.192_092_895_507_812_5e-07), (2, 22, 3.588_199_615_478_515_6e-05),
  ])
func `few changes have the exact probability of SciPy`(b: Int, c: Int, probability: Double) {
  let test = McNemarTest(onlyFirst: b, onlySecond: c)
  #expect(test.isExact)
  #expect(test.statistic == nil)
  #expect(isClose(test.probability / probability, 1))
}

@Test(
  arguments: [
    (10, 15, 0.64, 0.423_710_797_166_793_6), (25, 0, 23.04, 1.586_656_303_951_188_5e-06),
    (121, 59, 20.672_222_222_222_22, 5.450_094_825_427_117e-06),
    (1000, 1100, 4.667_142_857_142_857, 0.030_745_034_758_993_192),
    (13, 40, 12.754_716_981_132_075, 0.000_355_112_478_838_894_99),
  ])
func `many changes have the corrected statistic of SciPy`(
  b: Int, c: Int, statistic: Double, probability: Double
) {
  let test = McNemarTest(onlyFirst: b, onlySecond: c)
  #expect(!test.isExact)
  #expect(isClose(test.statistic, statistic, within: 1e-12))
  #expect(isClose(test.probability / probability, 1))
}

@Test(arguments: 0...60)
func `the test does not care which comes first and is sure of nothing when both are equal`(
  count: Int
) {
  let test = McNemarTest(onlyFirst: count, onlySecond: 7)
  let turned = McNemarTest(onlyFirst: 7, onlySecond: count)
  #expect(test.probability == turned.probability)
  #expect(test.probability > 0 && test.probability <= 1)
  #expect(McNemarTest(onlyFirst: count, onlySecond: count).probability == 1)
}

@Test(arguments: 8...60)
func `more unequal counts are less likely`(count: Int) {
  // The two ways of computing meet at 25 rows and need not agree there.
  guard count + 7 != McNemarTest.exactLimit - 1 else { return }
  let test = McNemarTest(onlyFirst: count, onlySecond: 7)
  let next = McNemarTest(onlyFirst: count + 1, onlySecond: 7)
  #expect(next.probability <= test.probability)
}
