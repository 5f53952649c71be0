import Checkpoint
import JSON
import Testing

@testable import Llama4

@Suite("Config of the golden checkpoints")
struct ConfigGoldenTests {
    private func config(_ name: String) throws -> Config {
        try Config(Checkpoint(Golden.directory(name)))
    }

    @Test("Scout-like: experts everywhere, NoPE every fourth layer")
    func scout() throws {
        let config = try config("scout")
        #expect(config.layers.map(\.usesRope) == [true, true, true, false])
        #expect(config.layers.map(\.attention) == [.chunked(8), .chunked(8), .chunked(8), .full])
        #expect(config.layers.allSatisfy { $0.feedForward == .mixtureOfExperts })
        #expect(config.usesQKNorm && config.usesTemperatureTuning)
        #expect(config.temperatureFloor == 4 && config.temperatureScale == 0.1)
        #expect(
            config.rope.scaling
                == .init(factor: 16, lowFrequencyFactor: 1, highFrequencyFactor: 4, originalMaximumPositions: 64))
        #expect(config.endTokens == [421, 427, 428])
        #expect(config.beginOfTextToken == 420)
        #expect(config.storageDType == .float32)
    }

    @Test("Maverick-like: dense and expert layers alternate, no QK norm, plain RoPE")
    func maverick() throws {
        let config = try config("maverick")
        #expect(config.layers.map(\.feedForward) == [.dense, .mixtureOfExperts, .dense, .mixtureOfExperts])
        #expect(!config.usesQKNorm)
        #expect(config.rope == .init(theta: 500_000, scaling: nil))
    }

    @Test("own lists of layers, biases, a tied embedding, heads of another size")
    func variant() throws {
        let config = try config("variant")
        #expect(config.layers.map(\.usesRope) == [true, false, true, false])
        #expect(config.layers.map(\.attention) == [.chunked(5), .full, .chunked(5), .full])
        #expect(config.layers.map(\.feedForward) == [.mixtureOfExperts, .dense, .dense, .mixtureOfExperts])
        #expect(config.attentionBias && config.tiesEmbeddings && !config.usesTemperatureTuning)
        #expect(config.headSize == 24 && config.expertsPerToken == 2)
    }
}
