import Foundation
import Testing
@testable import Tensors

@Suite(.serialized)
struct AttentionTests {
    struct Case: CustomStringConvertible, Sendable {
        let rows, keys, heads, keyValueHeads, headSize: Int
        /// Rows dropped at the front, so that runs begin within a page.
        var dropped = 0
        var description: String { "T \(rows) S \(keys) H \(heads) K \(keyValueHeads) d \(headSize) from \(dropped)" }
    }

    static let cases: [Case] = [
        Case(rows: 1, keys: 1, heads: 1, keyValueHeads: 1, headSize: 2),
        Case(rows: 1, keys: 5, heads: 4, keyValueHeads: 2, headSize: 8),
        Case(rows: 1, keys: 700, heads: 10, keyValueHeads: 2, headSize: 64, dropped: 37),
        Case(rows: 1, keys: 300, heads: 5, keyValueHeads: 1, headSize: 24),
        Case(rows: 1, keys: 300, heads: 5, keyValueHeads: 3, headSize: 16),
        Case(rows: 2, keys: 257, heads: 4, keyValueHeads: 4, headSize: 128, dropped: 255),
        Case(rows: 7, keys: 300, heads: 6, keyValueHeads: 2, headSize: 20, dropped: 3),
        Case(rows: 13, keys: 13, heads: 2, keyValueHeads: 1, headSize: 16),
        Case(rows: 64, keys: 520, heads: 4, keyValueHeads: 2, headSize: 72, dropped: 200),
        Case(rows: 45, keys: 600, heads: 3, keyValueHeads: 3, headSize: 64, dropped: 100),
    ]

    func cache(_ shape: Case, seed: UInt64) -> (CacheView, [Float]) {
        var noise = Noise(seed: seed)
        let length = shape.keyValueHeads * shape.headSize
        let all = noise.tensor([shape.keys + shape.dropped, length])
        let view = CacheView(rowLength: length).appending(all).dropping(before: shape.dropped)
        return (view, Array(all.values[(shape.dropped * length)...]))
    }

    /// As for matrix products: n + 2 roundings of the sum of magnitudes, the scale's included.
    @Test(arguments: cases)
    func scoresMatchTheDefinition(shape: Case) {
        var noise = Noise(seed: 5)
        let q = noise.tensor([shape.rows, shape.heads * shape.headSize])
        let (keys, rows) = cache(shape, seed: 6)
        let (qs, scale) = (q.values, Float(0.3))
        var expected: [Double] = []
        var bounds: [Double] = []
        for head in 0..<shape.heads {
            let column = head * shape.keyValueHeads / shape.heads * shape.headSize
            for row in 0..<shape.rows {
                for key in 0..<shape.keys {
                    var (sum, magnitude) = (0.0, 0.0)
                    for i in 0..<shape.headSize {
                        let product = Double(qs[(row * shape.heads + head) * shape.headSize + i])
                            * Double(rows[key * shape.keyValueHeads * shape.headSize + column + i])
                        sum += product
                        magnitude += abs(product)
                    }
                    expected.append(sum * Double(scale))
                    bounds.append(magnitude * Double(scale) * Double(shape.headSize + 2) * roundoff)
                }
            }
        }
        func scores() -> Tensor {
            Kernels.attentionScores(q, keys: keys, heads: shape.heads, keyValueHeads: shape.keyValueHeads, scale: scale)
        }
        let y = withThreads(1) { scores() }
        #expect(y.shape == [shape.heads, shape.rows, shape.keys])
        expectClose(y, expected, within: { bounds[$0] }, "\(shape)")
        for threads in [2, 3] { #expect(withThreads(threads) { scores() }.isBitEqual(to: y)) }
    }

    @Test(arguments: cases)
    func weightedValuesMatchTheDefinition(shape: Case) {
        var noise = Noise(seed: 7)
        let pattern = noise.tensor([shape.heads, shape.rows, shape.keys])
        let (values, rows) = cache(shape, seed: 8)
        let weights = pattern.values
        var expected: [Double] = []
        var bounds: [Double] = []
        for row in 0..<shape.rows {
            for head in 0..<shape.heads {
                let column = head * shape.keyValueHeads / shape.heads * shape.headSize
                for i in 0..<shape.headSize {
                    var (sum, magnitude) = (0.0, 0.0)
                    for key in 0..<shape.keys {
                        let product = Double(weights[(head * shape.rows + row) * shape.keys + key])
                            * Double(rows[key * shape.keyValueHeads * shape.headSize + column + i])
                        sum += product
                        magnitude += abs(product)
                    }
                    expected.append(sum)
                    bounds.append(magnitude * Double(shape.keys + 1) * roundoff)
                }
            }
        }
        func average() -> Tensor { Kernels.weightedValues(pattern, values: values, keyValueHeads: shape.keyValueHeads) }
        let z = withThreads(1) { average() }
        #expect(z.shape == [shape.rows, shape.heads * shape.headSize])
        expectClose(z, expected, within: { bounds[$0] }, "\(shape)")
        for threads in [2, 3] { #expect(withThreads(threads) { average() }.isBitEqual(to: z)) }
    }

    /// Where a page ends changes nothing: the same rows behind a longer past give the same bits.
    @Test(arguments: [1, 3, 20])
    func pageBordersDoNotMatter(rows: Int) {
        var noise = Noise(seed: 9)
        let all = noise.tensor([400, 64])
        let q = noise.tensor([rows, 128])
        let pattern = noise.tensor([2, rows, 400])
        let plain = CacheView(rowLength: 64).appending(all)
        let shifted = CacheView(rowLength: 64).appending(noise.tensor([77, 64])).appending(all).dropping(before: 77)
        let scores = [plain, shifted].map { Kernels.attentionScores(q, keys: $0, heads: 2, keyValueHeads: 1, scale: 1) }
        #expect(scores[0].isBitEqual(to: scores[1]))
        let sums = [plain, shifted].map { Kernels.weightedValues(pattern, values: $0, keyValueHeads: 1) }
        #expect(sums[0].isBitEqual(to: sums[1]))
    }

    @Test func nothingCachedIsNothing() {
        let none = CacheView(rowLength: 8)
        #expect(Kernels.attentionScores(Tensor([2, 16], repeating: 1), keys: none, heads: 4, keyValueHeads: 2, scale: 1).shape == [4, 2, 0])
        #expect(Kernels.weightedValues(Tensor([4, 2, 0], []), values: none, keyValueHeads: 2).values == [Float](repeating: 0, count: 32))
    }

    @Test func hiddenScoresAreMinusInfinity() {
        var noise = Noise(seed: 10)
        for mask in [
            AttentionMask(chunk: nil, firstQuery: 5, queryCount: 3, firstKey: 0, keyCount: 8),
            AttentionMask(chunk: 4, firstQuery: 3, queryCount: 6, firstKey: 2, keyCount: 7),
        ] {
            let scores = noise.tensor([2, mask.queryCount, mask.keyCount])
            let masked = Kernels.maskScores(scores, mask)
            for i in 0..<scores.count {
                let (row, column) = (i / mask.keyCount % mask.queryCount, i % mask.keyCount)
                let isVisible = mask.allows(query: mask.firstQuery + row, key: mask.firstKey + column)
                #expect(masked[flat: i] == (isVisible ? scores[flat: i] : -.infinity))
            }
        }
    }
}
