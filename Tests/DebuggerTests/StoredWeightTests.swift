import Checkpoint
import Llama4
import Tensors
import Testing

@testable import Debugger

/// What `explain` says about weights that are stored as codes.
@Suite("Explaining quantised weights")
struct StoredWeightTests {
    private func expert(_ model: Model) throws -> WeightMatrix {
        for layer in model.weights.layers {
            if case .mixtureOfExperts(let mixture) = layer.feedForward { return mixture.gate[0] }
        }
        throw Refusal("no experts")
    }

    @Test("code, scale and value belong together", arguments: ["w4a16", "fp8"])
    func stored(name: String) throws {
        let matrix = try expert(GoldenModel.load(name))
        let line = try #require(StoredWeights(matrix: matrix, output: 3).lines.first)
        let scales = try #require(matrix.scales)
        let code = matrix.code(output: 3, input: 0) - Float(scales.zeroPoint(output: 3, group: 0))
        #expect(code * scales.scale(output: 3) == matrix[output: 3, input: 0])
        #expect(line.contains("stored as \(matrix.encoding.rawValue)"))
        #expect(line.contains("codes \(Int(exactly: matrix.code(output: 3, input: 0)).map(String.init) ?? "")"))
    }

    @Test("what was quantised here says what it was made of, and its error", arguments: [WeightQuantization.int8, .int4(groupLength: 32)])
    func made(kind: WeightQuantization) throws {
        let model = try Model(Checkpoint(GoldenModel.directory("scout")), quantizer: Quantizer(kind))
        let matrix = model.weights.layers[0].attention.query.matrix
        let lines = StoredWeights(matrix: matrix, output: 0).lines
        #expect(lines.count == 2)
        #expect(lines.last?.contains("made of F32") == true)
        let scale = try #require(matrix.scales).scale(output: 0)
        let original = try #require(matrix.origin)
        // Codes are the nearest ones, but at the end of their range.
        for input in 0..<matrix.inputs where abs(matrix.code(output: 0, input: input)) < 7 {
            let group = kind == .int8 ? scale : try #require(matrix.scales).scale(output: 0, group: input / 32)
            #expect(abs(matrix[output: 0, input: input] - original[output: 0, input: input]) <= group / 2 * 1.001)
        }
    }

    @Test("the debugger shows it where a linear layer is explained")
    func explained() throws {
        var debugger = try GoldenModel.debugger("w4a16")
        debugger.execute("until expert.gate")
        debugger.execute("step")
        let reply = debugger.execute("explain gate")
        #expect(reply.text.contains("stored as I4, one scale per"))
        #expect(reply.text.contains("codes "))
    }
}
