import Foundation
import Testing
@testable import Tensors

@Suite(.serialized)
struct RoutingTests {
    /// The definition: every row with its own expert, alone. In the experts' layout that is the same bits.
    @Test(arguments: [1, 2, 5, 40, 100], [1, 2])
    func expertLinearIsLinearWithTheChosenExpert(rows: Int, chosen: Int) {
        let blocks = (0..<6).map { WeightBlock(.bfloat16, .inputMajor, inputs: 50, outputs: 70, gap: 70, seed: UInt64($0 + 1)) }
        var noise = Noise(seed: 20)
        let x = noise.tensor([rows, chosen, 50])
        let indices = Indices([rows, chosen], (0..<rows * chosen).map { Int32($0 * 7 % 5) })
        func y(_ threads: Int) -> Tensor { withThreads(threads) { Kernels.expertLinear(x, blocks.map(\.matrix), indices: indices) } }
        let result = y(1)
        #expect(result.shape == [rows, chosen, 70])
        for row in 0..<rows * chosen {
            let alone = Kernels.linear(Tensor([1, 50], Array(x.values[row * 50..<row * 50 + 50])), blocks[Int(indices.values[row])].matrix)
            #expect(alone.values == Array(result.values[row * 70..<row * 70 + 70]))
        }
        for threads in [2, 3] { #expect(y(threads).isBitEqual(to: result)) }
    }

    @Test func noTokensNoExperts() {
        let block = WeightBlock(.float32, .inputMajor, inputs: 4, outputs: 4)
        #expect(Kernels.expertLinear(Tensor([0, 1, 4], []), [block.matrix], indices: Indices([0, 1], [])).shape == [0, 1, 4])
    }

    @Test func theLargestColumnsFirstAndTheLeftOfEquals() {
        let x = Tensor([3, 4], [1, 3, 2, 3, -1, -1, -1, -1, 0, .infinity, -.infinity, 5])
        #expect(Kernels.topIndices(x, count: 3).values == [1, 3, 2, 0, 1, 2, 1, 3, 0])
        #expect(Kernels.topIndices(Tensor([1, 3], [.nan, 1, 2]), count: 3).values.sorted() == [0, 1, 2])
        #expect(Kernels.topIndices(x, count: 0).shape == [3, 0])
    }

    @Test func sigmoidOfTheChosen() {
        let y = Kernels.sigmoid(Tensor([2, 3], [0, 1, 2, 3, 4, 5]), at: Indices([2, 1], [0, 2]))
        let expected: [Float] = [0.5, 1 / (1 + expf(-5))]
        #expect(y.values == expected)
    }

    @Test(arguments: [1, 3], [1, 16, 21])
    func copiesAreScaledAndAddedUp(chosen: Int, length: Int) {
        var noise = Noise(seed: 6)
        let (x, scores) = (noise.tensor([4, length]), noise.tensor([4, chosen]))
        let copies = Kernels.scaleCopies(x, by: scores)
        #expect(copies.shape == [4, chosen, length])
        for i in 0..<copies.count {
            let source = i / length / chosen * length + i % length
            let expected = scores[flat: i / length] * x[flat: source]
            #expect(copies[flat: i] == expected)
        }
        let sums = Kernels.sumCopies(copies)
        for i in 0..<sums.count {
            var sum: Float = 0
            for copy in 0..<chosen { sum += copies[i / length, copy, i % length] }
            #expect(sums[flat: i] == sum)
        }
    }

    @Test(arguments: LinearTests.dtypes, [1, 16, 33, 70])
    func rowsAreLookedUpExactly(dtype: DType, length: Int) {
        let block = WeightBlock(dtype, .outputMajor, inputs: length, outputs: 9, gap: 3, shift: 2)
        let y = Kernels.gatherRows(block.matrix, Indices([3], [8, 0, 8]))
        let expected = [8, 0, 8].flatMap { (id: Int) in Array(block.values[id * length..<(id + 1) * length]) }
        #expect(y.values.map { Double($0) } == expected)
    }
}
