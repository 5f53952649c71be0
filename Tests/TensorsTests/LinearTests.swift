import Testing
@testable import Tensors

@Suite(.serialized)
struct LinearTests {
    static let dtypes: [DType] = [.float32, .bfloat16, .float16]
    static let layouts: [WeightMatrix.Layout] = [.outputMajor, .inputMajor]

    /// A sum of n rounded products is off by at most n + 1 roundings of the sum of their magnitudes (Higham 2002, 3.1),
    /// in whatever order it is taken.
    func expectProduct(_ y: Tensor, _ x: Tensor, _ block: WeightBlock, _ message: String) {
        let (inputs, outputs) = (block.matrix.inputs, block.matrix.outputs)
        let numbers = x.values.map { Double($0) }
        var expected: [Double] = []
        var bounds: [Double] = []
        for row in 0..<x.shape.rowCount {
            for output in 0..<outputs {
                var (sum, magnitude) = (0.0, 0.0)
                for input in 0..<inputs {
                    let product = numbers[row * inputs + input] * block.values[output * inputs + input]
                    sum += product
                    magnitude += abs(product)
                }
                expected.append(sum)
                bounds.append(magnitude * Double(inputs + 1) * roundoff)
            }
        }
        expectClose(y, expected, within: { bounds[$0] }, message)
    }

    @Test(arguments: dtypes, layouts)
    func matchesTheDefinition(dtype: DType, layout: WeightMatrix.Layout) {
        for (inputs, outputs) in [(1, 1), (1, 130), (130, 1), (3, 5), (16, 4), (31, 33), (32, 64), (64, 65), (100, 200), (129, 127), (257, 67), (512, 96)] {
            for rows in [1, 2, 3, 4, 5, 7, 12, 13, 20] {
                for (gap, shift) in [(0, 0), (7, 2 * dtype.byteCount), (64, 1)] {
                    let block = WeightBlock(dtype, layout, inputs: inputs, outputs: outputs, gap: gap, shift: shift, seed: UInt64(inputs + outputs))
                    var noise = Noise(seed: UInt64(rows))
                    let x = noise.tensor([rows, inputs])
                    let y = Kernels.linear(x, block.matrix)
                    #expect(y.shape == [rows, outputs])
                    expectProduct(y, x, block, "\(dtype) \(layout) [\(outputs), \(inputs)] rows \(rows) gap \(gap) shift \(shift)")
                    for threads in [1, 2, 3] {
                        let other = withThreads(threads) { Kernels.linear(x, block.matrix) }
                        #expect(other.isBitEqual(to: y), "\(threads) threads")
                    }
                }
            }
        }
    }

    @Test(arguments: dtypes, layouts)
    func isTheSameOnAnyNumberOfThreads(dtype: DType, layout: WeightMatrix.Layout) {
        let block = WeightBlock(dtype, layout, inputs: 333, outputs: 777, gap: 5, shift: 4)
        for rows in [1, 3, 12, 40] {
            var noise = Noise(seed: UInt64(rows))
            let x = noise.tensor([rows, 333])
            let alone = withThreads(1) { Kernels.linear(x, block.matrix) }
            expectProduct(alone, x, block, "\(rows) rows")
            for threads in [2, 3, 8] {
                for _ in 0..<5 { #expect(withThreads(threads) { Kernels.linear(x, block.matrix) }.isBitEqual(to: alone)) }
            }
        }
    }

    /// A token gives the same bits alone and among others, as long as the same kernel does it; in the experts' layout all do.
    @Test(arguments: dtypes, layouts)
    func aRowIsTheSameAmongOthers(dtype: DType, layout: WeightMatrix.Layout) {
        let block = WeightBlock(dtype, layout, inputs: 300, outputs: 200)
        var noise = Noise(seed: 3)
        let many = noise.tensor([layout == .inputMajor ? 40 : 12, 300])
        let together = Kernels.linear(many, block.matrix)
        for row in 0..<many.shape[0] {
            let alone = Kernels.linear(Tensor([1, 300], Array(many.values[row * 300..<row * 300 + 300])), block.matrix)
            #expect(alone.isBitEqual(to: Tensor([1, 200], Array(together.values[row * 200..<row * 200 + 200]))), "row \(row)")
        }
    }

    @Test(arguments: dtypes, layouts)
    func infinityAndNaNStayInTheirOutput(dtype: DType, layout: WeightMatrix.Layout) {
        for rows in [1, 4, 20] {
            let block = WeightBlock(dtype, layout, inputs: 70, outputs: 70) { output, input in
                output == 3 && input == 69 ? .infinity : output == 69 && input == 1 ? .nan : 1
            }
            let y = Kernels.linear(Tensor([rows, 70], repeating: 1), block.matrix)
            for i in 0..<y.count {
                switch i % 70 {
                case 3: #expect(y[flat: i] == .infinity)
                case 69: #expect(y[flat: i].isNaN)
                default: #expect(y[flat: i] == 70)
                }
            }
        }
    }

    @Test(arguments: dtypes, layouts)
    func everyStoredNumberIsWidenedExactly(dtype: DType, layout: WeightMatrix.Layout) {
        // All halves, or a sample of the others, through a matrix with one input and a 1.
        let numbers = (0..<65_536).map { pattern -> Float in
            dtype == .float16 ? Float(Float16(bitPattern: UInt16(pattern))) : Float(bitPattern: UInt32(pattern) << 16)
        }.filter { !$0.isNaN }
        for rows in [1, 16] {
            let block = WeightBlock(dtype, layout, inputs: 1, outputs: numbers.count) { output, _ in numbers[output] }
            let y = Kernels.linear(Tensor([rows, 1], repeating: 1), block.matrix)
            let wrong = (0..<y.count).filter { y[flat: $0] != Float(block.values[$0 % numbers.count]) }
            #expect(wrong.isEmpty)
        }
    }

    @Test(arguments: layouts)
    func nothingTimesSomethingIsEmptyOrZero(layout: WeightMatrix.Layout) {
        let block = WeightBlock(.float32, layout, inputs: 8, outputs: 4)
        #expect(Kernels.linear(Tensor([0, 8], []), block.matrix).shape == [0, 4])
        for rows in [1, 5, 20] {
            let none = WeightBlock(.bfloat16, layout, inputs: 0, outputs: 70)
            #expect(Kernels.linear(Tensor([rows, 0], []), none.matrix).values == [Float](repeating: 0, count: rows * 70))
        }
        let narrow = WeightBlock(.float32, layout, inputs: 8, outputs: 0)
        #expect(Kernels.linear(Tensor([3, 8], repeating: 1), narrow.matrix).shape == [3, 0])
    }

    @Test func biasIsAddedToEveryRow() {
        let matrix = WeightMatrix(name: "w", inputs: 2, outputs: 2, values: [1, 2, 3, 4])
        let y = Kernels.linear(Tensor([2, 2], [1, 1, 0, 1]), matrix, bias: WeightVector(name: "b", values: [10, 20]))
        #expect(y.values == [13, 27, 12, 24])
    }
}
