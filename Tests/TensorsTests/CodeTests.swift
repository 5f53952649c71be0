import Testing
@testable import Tensors

/// Products with weights that are stored as codes with scales.
@Suite(.serialized)
struct CodeTests {
    /// As for floats (`LinearTests`), and three roundings more: of the scale, or of a weight and its zero point.
    func expectProduct(_ block: CodeBlock, rows: Int, _ message: String) {
        let (inputs, outputs) = (block.matrix.inputs, block.matrix.outputs)
        var noise = Noise(seed: UInt64(rows))
        let x = noise.tensor([rows, inputs])
        let y = Kernels.linear(x, block.matrix)
        var expected: [Double] = [], bounds: [Double] = []
        for row in 0..<rows {
            for output in 0..<outputs {
                var (sum, magnitude) = (0.0, 0.0)
                for input in 0..<inputs {
                    let product = Double(x[flat: row * inputs + input]) * block.values[output * inputs + input]
                    sum += product
                    magnitude += abs(product)
                }
                expected.append(sum)
                bounds.append(magnitude * Double(inputs + 4) * roundoff)
            }
        }
        expectClose(y, expected, within: { bounds[$0] }, message)
        for threads in [1, 3] {
            #expect(withThreads(threads) { Kernels.linear(x, block.matrix) }.isBitEqual(to: y), "\(threads) threads")
        }
    }

    static let shapes = [(1, 1), (1, 130), (130, 1), (3, 5), (31, 33), (64, 65), (100, 200), (129, 127), (257, 67), (512, 96)]

    @Test(arguments: [WeightEncoding.float8, .int8], [WeightMatrix.Layout.outputMajor, .inputMajor])
    func bytesMatchTheDefinition(encoding: WeightEncoding, layout: WeightMatrix.Layout) {
        for (inputs, outputs) in Self.shapes {
            for rows in [1, 2, 5, 12, 20] {
                for (groups, gap) in [(CodeBlock.Groups(), 0), (.init(dtype: .float32), 7), (.init(dtype: .float16), 64), (.init(isScalar: true), 1)] {
                    let block = CodeBlock(encoding, layout, inputs: inputs, outputs: outputs, groups: groups, gap: gap)
                    expectProduct(block, rows: rows, "\(encoding) \(layout) [\(outputs), \(inputs)] rows \(rows) \(groups)")
                }
            }
        }
    }

    @Test(arguments: [nil, 8, 16, 32, 64, 128, 256], [DType.bfloat16, .float32, .float16])
    func nibblesMatchTheDefinition(length: Int?, dtype: DType) {
        for (inputs, outputs) in [(1, 1), (5, 3), (130, 9), (64, 65), (128, 3), (200, 130), (512, 96), (640, 70)] {
            for rows in [1, 2, 5, 12, 20] {
                for hasZeroPoints in [false, true] {
                    let groups = CodeBlock.Groups(length: length, dtype: dtype, hasZeroPoints: hasZeroPoints)
                    let block = CodeBlock(.int4, inputs: inputs, outputs: outputs, groups: groups)
                    expectProduct(block, rows: rows, "[\(outputs), \(inputs)] rows \(rows) \(groups)")
                }
            }
        }
    }

    /// Subnormal codes among them; NaN stays in its output.
    @Test(arguments: [WeightMatrix.Layout.outputMajor, .inputMajor])
    func everyFloat8IsWidenedExactly(layout: WeightMatrix.Layout) {
        for inputs in [1, 32] {
            let block = CodeBlock(.float8, layout, inputs: inputs, outputs: 256, groups: .init(dtype: .float32, isScalar: true)) { output, input in
                input == inputs - 1 ? UInt8(output) : 0
            }
            var one = [Float](repeating: 0, count: inputs)
            one[inputs - 1] = 1
            for rows in [1, 5, 16] {
                let y = Kernels.linear(Tensor([rows, inputs], [[Float]](repeating: one, count: rows).flatMap { $0 }), block.matrix)
                let wrong = (0..<y.count).filter { Double(y[flat: $0]) != block.values[$0 % 256 * inputs + inputs - 1] }
                #expect(wrong.isEmpty)
            }
        }
        #expect((0..<256).allSatisfy { code in
            withUnsafeBytes(of: UInt8(code)) { bytes in
                let number = Float8Weights.weight(0, from: bytes.baseAddress!)
                return code & 0x7f == 0x7f ? number.isNaN : Double(number) == CodeBlock.float8(UInt8(code))
            }
        })
        let codes = [UInt8](repeating: 0x7f, count: 32)
        #expect(codes.withUnsafeBytes { Float8Weights.lanes(1, at: $0.baseAddress!)[3] }.isNaN)
    }

    @Test func rowsOfTablesAreLookedUp() {
        let block = CodeBlock(.int4, inputs: 70, outputs: 9, groups: .init(length: 32))
        let rows = Kernels.gatherRows(block.matrix, Indices([2], [8, 0]))
        #expect(rows.values == (Array(block.values[8 * 70..<9 * 70]) + block.values[..<70]).map { Float($0) })
    }
}
