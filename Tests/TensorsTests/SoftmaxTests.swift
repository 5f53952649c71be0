import Foundation
import Testing
@testable import Tensors

struct SoftmaxTests {
    /// Through `softmax` of [0, x] with x ≤ 0 the exponential shows itself but for one division; here it is looked at directly.
    @Test func exponentialIsWithinTwoUnits() {
        var worst = 0.0
        var x: Float = -87.33
        while x < 88.72 {
            let lanes = Lanes(repeating: x)
            let (actual, exact) = (Double(exponential(lanes)[3]), exp(Double(x)))
            worst = max(worst, abs(actual - exact) / Double(Float(exact).ulp))
            x += 0.000_731
        }
        #expect(worst <= 2)
        #expect(worst > 0)
    }

    @Test func exponentialAtTheEnds() {
        var x = Lanes()
        x[0] = -.infinity
        x[1] = .infinity
        x[2] = .nan
        x[3] = 0
        x[4] = -0.0
        x[5] = 1000
        x[6] = -1000
        x[7] = .leastNonzeroMagnitude
        x[8] = 88.72283
        x[9] = -87.33654
        let y = exponential(x)
        #expect(y[2].isNaN)
        let expected: [Int: Float] = [0: 0, 1: .infinity, 3: 1, 4: 1, 5: .infinity, 6: 0, 7: 1]
        for (lane, value) in expected { #expect(y[lane] == value, "lane \(lane)") }
        #expect(y[8].isFinite && y[8] > 3.4e38)
        #expect(y[9].isNormal)
    }

    /// An exponential within 2 units, the sum's n roundings and a division: relative to the result.
    @Test(arguments: [1, 2, 15, 16, 17, 33, 1000])
    func matchesTheDefinition(length: Int) {
        var noise = Noise(seed: UInt64(length))
        let x = noise.tensor([3, 2, length], scale: 20)
        let y = Kernels.softmax(x)
        #expect(y.shape == x.shape)
        let values = x.values.map(Double.init)
        var expected: [Double] = []
        for start in stride(from: 0, to: x.count, by: length) {
            let row = values[start..<start + length]
            let powers = row.map { exp($0 - row.max()!) }
            expected += powers.map { $0 / powers.reduce(0, +) }
        }
        // Rounding x − max moves the exponential by as much as 40 units of 2⁻²⁴ · … relatively.
        expectClose(y, expected, within: { expected[$0] * Double(40 + 10 + length / 16) * roundoff + 1e-37 })
    }

    @Test(arguments: [1, 16, 37])
    func oddRows(length: Int) {
        let hidden = Kernels.softmax(Tensor([1, length], repeating: -.infinity))
        #expect(hidden.values == [Float](repeating: 0, count: length))
        for odd in [Float.nan, .infinity] {
            var x = Tensor([2, length], repeating: 1)
            x[flat: length - 1] = odd
            let y = Kernels.softmax(x)
            #expect(y.values[..<length].allSatisfy { $0.isNaN })
            #expect(y.values[length...].allSatisfy { !$0.isNaN })
        }
        var x = Tensor([1, length], repeating: -.infinity)
        x[flat: 0] = -3
        let values = Kernels.softmax(x).values
        #expect(values[0] == 1)
        #expect(values.dropFirst().allSatisfy { $0 == 0 })
    }

    @Test func aPaddedRowIsUnchanged() {
        var noise = Noise(seed: 4)
        let x = noise.tensor([1, 32])
        let hidden = Tensor([1, 48], x.values + [Float](repeating: -.infinity, count: 16))
        #expect(Array(Kernels.softmax(hidden).values[..<32]) == Kernels.softmax(x).values)
    }
}
