import Latent
import Testing

@Suite struct EmbeddingMatrixTests {
  @Test func `rows with a NaN or an infinity are left out and the others' places kept`() {
    let values: [Float] = [1, 2, .nan, 3, 4, 5, 6, .infinity, -.infinity, .nan, 7, 8]
    let (matrix, rows) = EmbeddingMatrix.finiteRows(of: values, columns: 2)
    #expect(rows == [0, 2, 5])
    #expect(matrix.values == [1, 2, 4, 5, 7, 8])
  }

  @Test func `standardised columns have mean 0 and deviation 1 and constant ones are 0`() {
    let matrix = EmbeddingMatrix(
      rows: 4, columns: 3, values: [1, 7.3, 1e6, 2, 7.3, 1e6 + 1, 3, 7.3, 1e6 + 2, 4, 7.3, 1e6 + 3])
    let result = matrix.standardized()
    let expected: [Float] = [-1.3416408, -0.4472136, 0.4472136, 1.3416408]
    for row in 0..<4 {
      #expect(abs(result[row].first! - expected[row]) < 1e-6)
      #expect(result.values[row * 3 + 1] == 0)
      #expect(abs(result.values[row * 3 + 2] - expected[row]) < 1e-6)
    }
  }

  @Test func `chosen rows come in the order they are named`() {
    let matrix = EmbeddingMatrix(rows: 3, columns: 1, values: [5, 6, 7])
    #expect(matrix.selecting([2, 0, 2]).values == [7, 5, 7])
    #expect(matrix.selecting([]).rows == 0)
  }
}
