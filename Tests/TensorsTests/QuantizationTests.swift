import Testing
@testable import Tensors

@Suite struct QuantizationTests {
    static let kinds: [WeightQuantization] = [.int8, .int4(groupLength: 32), .int4(groupLength: 64), .int4(groupLength: 128)]

    /// Every code is the nearest to its weight, and the largest weight is within reach.
    @Test(arguments: kinds, [WeightMatrix.Layout.outputMajor, .inputMajor])
    func everyWeightIsNearItsCode(kind: WeightQuantization, layout: WeightMatrix.Layout) throws {
        for (inputs, outputs) in [(1, 1), (7, 5), (64, 3), (100, 300), (256, 65), (385, 20)] {
            let block = WeightBlock(.bfloat16, layout, inputs: inputs, outputs: outputs, gap: 3)
            let small = try block.matrix.quantized(kind)
            #expect(small.encoding == kind.encoding && small.layout == .outputMajor && small.name == "weights")
            #expect(small.byteCount <= outputs * (kind.encoding.byteCount(inputs) + 2 * kind.groupCount(inputs: inputs)))
            for output in 0..<outputs {
                for input in 0..<inputs {
                    let group = input / kind.groupLength(inputs: inputs)
                    let scale = Double(small.scales?.scale(output: output, group: group) ?? .nan)
                    let error = abs(Double(small[output: output, input: input]) - block.values[output * inputs + input])
                    // Codes of four bits end at 7, and the smallest scale that is tried makes the largest weight 9.25 of it.
                    #expect(error <= scale * (kind == .int8 ? 0.51 : 2.4), "\(kind) \(output) \(input)")
                }
            }
        }
    }

    /// The scale that least squares chooses is no worse than the usual one.
    @Test func fourBitsLoseLittle() throws {
        let block = WeightBlock(.float32, .outputMajor, inputs: 1024, outputs: 64)
        let small = try block.matrix.quantized(.int4(groupLength: 32))
        var (error, power, usual) = (0.0, 0.0, 0.0)
        for output in 0..<64 {
            for start in stride(from: 0, to: 1024, by: 32) {
                let group = block.values[output * 1024 + start..<output * 1024 + start + 32]
                let scale = group.map { abs($0) }.max()! / 7
                for (offset, value) in group.enumerated() {
                    let difference = Double(small[output: output, input: start + offset]) - value
                    error += difference * difference
                    let plain = (value / scale).rounded() * scale - value
                    usual += plain * plain
                    power += value * value
                }
            }
        }
        #expect(error < usual)
        #expect((error / power).squareRoot() < 0.07)
    }

    @Test(arguments: kinds)
    func zerosStayZerosAndWhatIsNotFiniteIsRefused(kind: WeightQuantization) throws {
        let zeros = WeightMatrix(name: "w", inputs: 200, outputs: 3, values: [Float](repeating: 0, count: 600))
        let small = try zeros.quantized(kind)
        #expect((0..<200).allSatisfy { small[output: 1, input: $0] == 0 })
        for bad in [Float.nan, .infinity, -.infinity] {
            var values = [Float](repeating: 1, count: 600)
            values[399] = bad
            #expect(throws: QuantizationProblem.notFinite(name: "w")) {
                try WeightMatrix(name: "w", inputs: 200, outputs: 3, values: values).quantized(kind)
            }
        }
    }

    @Test(arguments: kinds)
    func productsAreThoseOfTheSmallWeights(kind: WeightQuantization) throws {
        let block = WeightBlock(.bfloat16, .inputMajor, inputs: 300, outputs: 140)
        let small = try block.matrix.quantized(kind)
        let plain = WeightMatrix(
            name: "w", inputs: 300, outputs: 140,
            values: (0..<140).flatMap { output in (0..<300).map { small[output: output, input: $0] } })
        var noise = Noise(seed: 4)
        for rows in [1, 3, 20] {
            let x = noise.tensor([rows, 300])
            // Sums of 300 products up to 1, each rounded a few times.
            expectClose(Kernels.linear(x, small), Kernels.linear(x, plain).values.map { Double($0) }, within: { _ in 2e-4 }, "\(rows) rows")
        }
    }
}
