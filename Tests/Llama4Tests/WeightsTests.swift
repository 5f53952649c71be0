import Checkpoint
import Tensors
import Testing

@testable import Llama4

@Suite("Weights of the golden checkpoints")
struct WeightsTests {
    @Test("every case loads, and nothing is left over", arguments: Golden.cases)
    func loads(name: String) throws {
        let checkpoint = try Checkpoint(Golden.directory(name))
        let config = try Config(checkpoint)
        let weights = try Weights(checkpoint, config)
        #expect(weights.layers.count == config.layerCount)
        #expect(weights.embedding.outputs == config.vocabularySize)
        #expect(weights.finalNorm.values.count == config.hiddenSize)

        let census = ParameterCensus(weights, config)
        #expect(census.total.bytes == checkpoint.byteCount)
        #expect(census.encodings.values.reduce(0) { $0 + $1.bytes } == checkpoint.byteCount)
        #expect(census.active.parameters < census.total.parameters)
    }

    @Test("fused experts: gate is the first half of a row, up the second")
    func fusedExperts() throws {
        let checkpoint = try Checkpoint(Golden.directory("scout"))
        let config = try Config(checkpoint)
        let weights = try Weights(checkpoint, config)
        let fused = try #require(checkpoint.tensors["model.layers.1.feed_forward.experts.gate_up_proj"]).tensor()
        guard case .mixtureOfExperts(let mixture) = weights.layers[1].feedForward else {
            Issue.record("layer 1 should have experts")
            return
        }
        let inner = config.expertIntermediateSize
        for (expert, input, output) in [(0, 0, 0), (2, 5, 7), (3, 63, 47)] {
            #expect(mixture.gate[expert][output: output, input: input] == fused[expert, input, output])
            #expect(mixture.up[expert][output: output, input: input] == fused[expert, input, inner + output])
        }
    }
}
