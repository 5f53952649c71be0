import Foundation
import Testing

@testable import Tensors

/// The kernels of the vision tower against plain loops in Double.
@Suite struct TileTests {
    private func noise(_ shape: Shape, seed: UInt64) -> Tensor {
        var state = seed
        return Tensor(shape, (0..<shape.elementCount).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Float(state >> 40) / Float(1 << 23) - 1
        })
    }

    private func vector(_ count: Int, seed: UInt64) -> WeightVector {
        WeightVector(name: "w", values: noise([count], seed: seed).values)
    }

    @Test func geluIsTheExactOne() {
        var x: [Float] = stride(from: -14, through: 14, by: 0.003).map { $0 }
        x += [0, -0.0, 1e-30, -1e-30, 40, -40, .infinity]
        let y = Kernels.gelu(Tensor([x.count], x)).values
        for (x, y) in zip(x, y) where x.isFinite {
            let exact = Double(x) * 0.5 * erfc(-Double(x) / 2.0.squareRoot())
            let bound = x > -4 ? 2e-6 * abs(exact) : 1e-8
            #expect(abs(Double(y) - exact) <= bound, "\(x): \(y), exactly \(exact)")
        }
        #expect(y[y.count - 1] == .infinity)
        #expect(Kernels.gelu(Tensor([1], [Float.nan])).values[0].isNaN)
    }

    @Test(arguments: [1, 7, 16, 33, 96])
    func layerNormIsTheFormula(length: Int) {
        let x = noise([2, 3, length], seed: UInt64(length))
        let (weight, bias) = (vector(length, seed: 5), vector(length, seed: 6))
        let y = Kernels.layerNorm(x, weight: weight, bias: bias, epsilon: 1e-5)
        #expect(y.shape == x.shape)
        for row in 0..<6 {
            let values = (0..<length).map { Double(x[flat: row * length + $0]) }
            let mean = values.reduce(0, +) / Double(length)
            let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(length)
            for i in 0..<length {
                let exact = (values[i] - mean) / (variance + 1e-5).squareRoot() * Double(weight.values[i]) + Double(bias.values[i])
                #expect(abs(Double(y[flat: row * length + i]) - exact) < 2e-5)
            }
        }
    }

    /// A number whose mean is far off zero keeps its digits: the mean is taken away before anything is squared.
    @Test func layerNormBearsALargeMean() {
        let x = Tensor([1, 4], [10_000, 10_001, 10_002, 10_003])
        let ones = WeightVector(name: "w", values: [1, 1, 1, 1])
        let zeros = WeightVector(name: "b", values: [0, 0, 0, 0])
        let y = Kernels.layerNorm(x, weight: ones, bias: zeros, epsilon: 0).values
        for (found, exact) in zip(y, [-1.3416408, -0.4472136, 0.4472136, 1.3416408]) { #expect(abs(Double(found) - exact) < 1e-5) }
    }

    @Test func unfoldTakesChannelsFirst() {
        let x = Tensor([1, 3, 4, 6], (0..<72).map(Float.init))
        let y = Kernels.unfold(x, patchSize: 2)
        #expect(y.shape == [1, 6, 12])
        // Patch 4 is in row 1, column 1: its pixels are (2…3, 2…3) in each channel.
        #expect((0..<12).map { Int(y[0, 4, $0]) } == [14, 15, 20, 21, 38, 39, 44, 45, 62, 63, 68, 69])
    }

    @Test func pixelShuffleTakesSquares() {
        let x = Tensor([2, 16, 1], (0..<32).map(Float.init))
        let y = Kernels.pixelShuffle(x, block: 2)
        #expect(y.shape == [2, 4, 4])
        #expect((0..<4).map { Int(y[0, 0, $0]) } == [0, 1, 4, 5])
        #expect((0..<4).map { Int(y[1, 3, $0]) } == [26, 27, 30, 31])
    }

    @Test(arguments: [(1, 5, 2, 4), (3, 17, 4, 8), (2, 65, 3, 12)])
    func attentionLooksBothWaysWithinItsTile(tiles: Int, rows: Int, heads: Int, size: Int) {
        let shape: Shape = [tiles, rows, heads * size]
        let (q, k, v) = (noise(shape, seed: 1), noise(shape, seed: 2), noise(shape, seed: 3))
        let scores = Kernels.tileScores(q, k, heads: heads, scale: 0.5)
        let z = Kernels.tileValues(scores, v)
        for tile in 0..<tiles {
            for head in 0..<heads {
                for row in stride(from: 0, to: rows, by: 3) {
                    var sums = [Double](repeating: 0, count: size)
                    for key in 0..<rows {
                        let exact = (0..<size).reduce(0.0) {
                            $0 + Double(q[tile, row, head * size + $1]) * Double(k[tile, key, head * size + $1])
                        } * 0.5
                        #expect(abs(Double(scores[tile, head, row, key]) - exact) < 1e-5)
                        for i in 0..<size { sums[i] += exact * Double(v[tile, key, head * size + i]) }
                    }
                    for i in 0..<size { #expect(abs(Double(z[tile, row, head * size + i]) - sums[i]) < 2e-5) }
                }
            }
        }
    }

    @Test func rotationTurnsHalfWithTheColumnAndHalfWithTheRow() {
        // One head of eight numbers: four pairs (1, 0), on a grid of two by two and the class token.
        let x = Tensor([1, 5, 8], Array(repeating: [1, 0], count: 20).flatMap { $0 })
        let y = Kernels.rotateTiles(x, columns: 2, frequencies: [1, 0.1])
        for patch in 0..<4 {
            for pair in 0..<4 {
                let place = Double(pair < 2 ? patch % 2 : patch / 2) + 1
                let angle = place * [1, 0.1][pair % 2]
                #expect(abs(Double(y[0, patch, 2 * pair]) - cos(angle)) < 1e-6)
                #expect(abs(Double(y[0, patch, 2 * pair + 1]) - sin(angle)) < 1e-6)
            }
        }
        #expect((0..<8).map { y[0, 4, $0] } == [1, 0, 1, 0, 1, 0, 1, 0])
    }

    @Test func rowsComeAndGo() {
        let x = Tensor([2, 2, 1], [1, 2, 3, 4])
        let longer = Kernels.appendRow(x, WeightVector(name: "c", values: [9]))
        #expect(longer.values == [1, 2, 9, 3, 4, 9])
        #expect(Kernels.dropLastRow(longer).values == x.values)
        let table = WeightMatrix(name: "t", inputs: 1, outputs: 2, values: [10, 20])
        #expect(Kernels.addTable(x, table).values == [11, 22, 13, 24])
        let placed = Kernels.replaceRows(Tensor([3, 1], [1, 2, 3]), with: Tensor([2, 1], [8, 9]), at: Indices([2], [0, 2]))
        #expect(placed.values == [8, 2, 9])
    }
}
