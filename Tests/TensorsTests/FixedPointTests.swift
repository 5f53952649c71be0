import Foundation
import Testing
@testable import Tensors

@Suite struct FixedPointTests {
    static let kinds: [WeightQuantization] = [.int8, .int4(groupLength: 32), .int4(groupLength: 64), .int4(groupLength: 128)]

    /// What the digits stand for, in the order of the inputs.
    private func inputs<Format: ByteFormat>(_ x: [Float], _ format: Format.Type) -> [Double] {
        TensorStorage.withScratch(FixedPointRow<Format>.capacity(blocks: 1)) { room in
            let block = FixedPointRow<Format>(room).block(0)
            x.withUnsafeBufferPointer { block.write($0.baseAddress!) }
            var values = [Double](repeating: 0, count: x.count)
            for slice in 0..<Format.slices {
                let digits = block.digits(slice)
                for lane in 0..<16 {
                    for byte in 0..<4 {
                        func digit(_ words: SIMD16<UInt32>) -> Double { Double(Int8(truncatingIfNeeded: words[lane] >> UInt32(8 * byte))) }
                        let number = 65536 * digit(digits.high) + 256 * digit(digits.middle) + digit(digits.low)
                        values[Format.column(slice + byte * Format.slices, lane: lane)] = number * Double(block.unit)
                    }
                }
            }
            return values
        }
    }

    private func expectNear<Format: ByteFormat>(_ x: [Float], _ format: Format.Type, _ what: String) {
        let largest = x.map { abs(Double($0)) }.max()!
        for (value, digits) in zip(x, inputs(x, format)) {
            #expect(abs(digits - Double(value)) <= 2.02 * largest / 8_388_608 + 5e-38, "\(what): \(value) became \(digits)")
        }
    }

    /// Half a unit is 2⁻²⁴ of the largest or a little more; unit, inverse and quotient are rounded by as much of the input; the smallest
    /// unit is 2⁻¹²³.
    @Test func digitsStandForTheirInputs() {
        var noise = Noise(seed: 11)
        for length in [64, 128] {
            var cases: [(String, [Float])] = [
                ("zeros", [Float](repeating: 0, count: length)),
                ("ones", [Float](repeating: 1, count: length)),
                ("just below two", [Float](repeating: Float(2).nextDown, count: length)),
                ("huge", (0..<length).map { $0 == 3 ? 3e38 : 1 }),
                ("tiny", (0..<length).map { Float($0) * 1e-37 }),
            ]
            // Every digit to and fro over its borders.
            cases.append(("halves", (0..<length).map { Float($0 * 65793 - 4_194_304) / 1024 }))
            for _ in 0..<50 { cases.append(("noise", noise.tensor([length]).values)) }
            for (what, x) in cases {
                if length == 64 { expectNear(x, Int8Weights.self, what) } else { expectNear(x, Int4Weights.self, what) }
            }
        }
    }

    /// As near to exact sums as floats come, also where one input is a thousand times the others.
    @Test(arguments: kinds, [Float(1), 1000])
    func oneTokensProductsAreExactToAFloatsDigits(kind: WeightQuantization, outlier: Float) throws {
        for (inputs, outputs) in [(128, 1), (256, 3), (640, 70), (1024, 257)] {
            let matrix = try WeightBlock(.bfloat16, .outputMajor, inputs: inputs, outputs: outputs).matrix.quantized(kind)
            var noise = Noise(seed: 5)
            var x = noise.tensor([1, inputs]).values
            x[inputs / 2] *= outlier
            let found = TensorStorage.withScratch(outputs) { y in
                x.withUnsafeBufferPointer { x in
                    guard kind == .int8, let scales = matrix.scales else {
                        return ByteProducts.multiply(x.baseAddress!, by: PackedRows<AnyScales>(matrix), outputs: outputs, into: y)
                    }
                    let codes = StoredRows<Int8Weights>(matrix.base, stride: matrix.stride)
                    let rows = ScaledRows(codes: codes, inputs: inputs, scales: scales)
                    ByteProducts.multiply(x.baseAddress!, by: rows, outputs: outputs, into: y)
                }
                return (0..<outputs).map { y[$0] }
            }
            for output in 0..<outputs {
                var (sum, size) = (0.0, 0.0)
                for input in 0..<inputs {
                    let weight = Double(matrix[output: output, input: input])
                    sum += weight * Double(x[input])
                    size += abs(weight)
                }
                let largest = x.map { abs(Double($0)) }.max()!
                // Half a unit for every input, and some roundings of the blocks' sums.
                #expect(abs(Double(found[output]) - sum) <= 4 * size * largest / 8_388_608, "\(kind) \(inputs) × \(outputs), output \(output)")
            }
        }
    }

    @Test(arguments: kinds, [Float.nan, .infinity, -.infinity])
    func whatIsNotFiniteStaysSo(kind: WeightQuantization, bad: Float) throws {
        let matrix = try WeightBlock(.bfloat16, .outputMajor, inputs: 256, outputs: 9).matrix.quantized(kind)
        var x = [Float](repeating: 1, count: 256)
        x[200] = bad
        #expect(Kernels.linear(Tensor([1, 256], x), matrix).values.allSatisfy { !$0.isFinite })
    }
}
