import Foundation
import Testing
@testable import Tensors

@Suite(.serialized)
struct ElementwiseTests {
    static let lengths = [0, 1, 15, 16, 17, 100, 40_001]

    @Test(arguments: lengths)
    func sumsAndProductsAreRoundedOnce(length: Int) {
        var noise = Noise(seed: 1)
        let (a, b) = (noise.tensor([length]), noise.tensor([length]))
        let (sums, products) = (zip(a.values, b.values).map { $0 + $1 }, zip(a.values, b.values).map { $0 * $1 })
        #expect(Kernels.add(a, b).values == sums)
        #expect(Kernels.multiply(a, b).values == products)
        let alone = withThreads(1) { Kernels.silu(a) }
        #expect(withThreads(3) { Kernels.silu(a) }.isBitEqual(to: alone))
    }

    /// Two units for the exponential, half a one each for sum, quotient and the rounding of the sum.
    @Test func siluIsWithinFourUnits() {
        let x = (0..<20_000).map { Float($0 - 10_000) / 120 }
        let y = Kernels.silu(Tensor([x.count], x))
        let expected = x.map { Double($0) / (1 + exp(-Double($0))) }
        expectClose(y, expected, within: { 4 * Double(Float(expected[$0]).ulp) + 1e-37 })
        let ends = Kernels.silu(Tensor([4], [.nan, .infinity, -200, 0])).values
        #expect(ends[0].isNaN)
        #expect(Array(ends[1...]) == [.infinity, 0, 0])
    }

    @Test(arguments: [1, 5, 16, 100])
    func rowsAreScaled(length: Int) {
        var noise = Noise(seed: 2)
        let (x, factors) = (noise.tensor([7, length]), noise.tensor([7]))
        let expected = x.values.enumerated().map { $1 * factors[flat: $0 / length] }
        #expect(Kernels.scaleRows(x, by: factors).values == expected)
    }

    /// A mean of n squares, a root, a quotient, two products: n / 16 + 10 roundings cover it.
    @Test(arguments: [1, 2, 16, 20, 128, 1000], [true, false])
    func rmsNormMatchesTheDefinition(size: Int, isScaled: Bool) {
        var noise = Noise(seed: 3)
        let x = noise.tensor([5, 3 * size])
        let weight = isScaled ? WeightVector(name: "w", values: (0..<size).map { _ in noise.next() }) : nil
        let y = Kernels.rmsNorm(x, weight: weight, epsilon: 1e-5, groupSize: size)
        let values = x.values.map(Double.init)
        var expected: [Double] = []
        for start in stride(from: 0, to: x.count, by: size) {
            let mean = values[start..<start + size].reduce(0) { $0 + $1 * $1 } / Double(size)
            for i in 0..<size { expected.append(values[start + i] / sqrt(mean + 1e-5) * Double(weight?.values[i] ?? 1)) }
        }
        expectClose(y, expected, within: { abs(expected[$0]) * Double(size / 16 + 10) * roundoff })
        #expect(withThreads(1) { Kernels.rmsNorm(x, weight: weight, epsilon: 1e-5, groupSize: size) }.isBitEqual(to: y))
    }

    @Test(arguments: [2, 8, 16, 20, 64])
    func rotateIsWhatItSays(headSize: Int) {
        var noise = Noise(seed: 4)
        let frequencies = (0..<headSize / 2).map { powf(500_000, -Float(2 * $0) / Float(headSize)) }
        let x = noise.tensor([4, 3 * headSize])
        for position in [0, 17, 10_000_000] {
            var expected: [Float] = []
            for i in 0..<x.count {
                let angle = Float(position + i / x.shape.rowLength) * frequencies[i % headSize / 2]
                let (a, b) = (x[flat: i & ~1], x[flat: i | 1])
                expected.append(i % 2 == 0 ? a * cosf(angle) - b * sinf(angle) : a * sinf(angle) + b * cosf(angle))
            }
            #expect(Kernels.rotate(x, firstPosition: position, frequencies: frequencies).values == expected)
        }
    }

    @Test func plainReadAddsUpAllWords() {
        let words = (0..<300_001).map { UInt64($0) &* 0x9e37_79b9_7f4a_7c15 }
        let sum = words.reduce(0, &+)
        words.withUnsafeBytes { bytes in
            for threads in [1, 2] { #expect(withThreads(threads) { Kernels.plainRead(bytes) } == sum) }
        }
        #expect(Kernels.plainRead(UnsafeRawBufferPointer(start: nil, count: 0)) == 0)
    }
}
