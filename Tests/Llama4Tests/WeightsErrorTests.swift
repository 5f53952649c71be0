import Checkpoint
import JSON
import Tensors
import TestSupport
import Testing

@testable import Llama4

@Suite("Layouts of weights, and what can be wrong with them")
struct WeightsErrorTests {
    let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
    }

    private func weights(
        _ model: SmallCheckpoint, changing change: (inout [SafetensorsWriter.Announcement]) -> Void = { _ in }
    ) throws -> Weights {
        try model.write(to: directory, changing: change)
        return try SmallCheckpoint.open(directory.path).1
    }

    private func problems(
        _ model: SmallCheckpoint = SmallCheckpoint(),
        changing change: (inout [SafetensorsWriter.Announcement]) -> Void
    ) throws -> [WeightsProblem] {
        do {
            _ = try weights(model, changing: change)
            return []
        } catch WeightsError.mismatch(_, let problems) {
            return problems
        }
    }

    @Test("with and without prefix, in each computable dtype, with biases, dense")
    func layouts() throws {
        var model = SmallCheckpoint(["attention_bias": true, "interleave_moe_layer_step": 2])
        for prefix in ["", "language_model."] {
            for dtype in [DType.float32, .float16, .bfloat16] {
                model.prefix = prefix
                model.dtype = dtype
                let weights = try weights(model)
                #expect(weights.embedding.name == prefix + "model.embed_tokens.weight")
                #expect(weights.layers[0].attention.query.bias?.values.count == 8)
                #expect(weights.embedding.encoding == WeightEncoding(dtype))
            }
        }
    }

    @Test("experts stored one by one are output-major matrices of their own")
    func singleExperts() throws {
        var model = SmallCheckpoint()
        model.hasSingleExperts = true
        guard case .mixtureOfExperts(let mixture) = try weights(model).layers[2].feedForward else {
            Issue.record("layer 2 should have experts")
            return
        }
        #expect(mixture.gate.map(\.name).last == "model.layers.2.feed_forward.experts.1.gate_proj.weight")
        #expect(mixture.down[1].layout == .outputMajor && mixture.down[1].outputs == 8)
        let found = try problems(model) { $0.removeAll { $0.name.hasPrefix("model.layers.1.feed_forward.experts.0.") } }
        #expect(found.count == 3)
    }

    @Test("tied embeddings under either name; both, if both are stored")
    func tied() throws {
        let model = SmallCheckpoint(["tie_word_embeddings": true])
        #expect(try weights(model).outputHead.name == "model.embed_tokens.weight")
        let renamed = try weights(model) { $0[0] = .init("lm_head.weight", .float32, $0[0].shape) }
        #expect(renamed.embedding.name == "lm_head.weight" && renamed.outputHead.base == renamed.embedding.base)
        let both = try weights(model) { $0.append(.init("lm_head.weight", .float32, $0[0].shape)) }
        #expect(both.outputHead.name == "lm_head.weight" && both.outputHead.base != both.embedding.base)
    }

    @Test("pictures' weights and stored frequencies are no surplus")
    func harmless() throws {
        var model = SmallCheckpoint()
        model.prefix = "language_model."
        #expect(try problems(model) {
            $0.append(.init("vision_model.class_embedding", .float32, [3]))
            $0.append(.init("multi_modal_projector.linear_1.weight", .float32, [3]))
            $0.append(.init("language_model.model.layers.0.self_attn.rotary_emb.inv_freq", .float32, [2]))
        }.isEmpty)
    }

    @Test("missing, misshapen, of another dtype, too many: all in one error")
    func together() throws {
        let found = try problems {
            $0[0] = .init("model.embed_tokens.weight", .float32, [8, 16])
            $0[1] = .init("lm_head.weight", .uint8, [16, 8])
            $0.removeAll { $0.name == "model.norm.weight" }
            $0.append(.init("model.layers.0.self_attn.k_proj.weight_scale", .float32, []))
            $0.append(.init("else", .float32, [1]))
        }
        #expect(found == [
            .misshapen(name: "model.embed_tokens.weight", expected: [16, 8], found: [8, 16]),
            .wrongDType(name: "lm_head.weight", found: .uint8),
            .missing(name: "model.norm.weight", shape: [8]),
            .superfluous(name: "model.layers.0.self_attn.k_proj.weight_scale", dtype: .float32, shape: []),
            .superfluous(name: "else", dtype: .float32, shape: [1]),
        ])
    }

    @Test("a long list is summarised in one paragraph")
    func wording() throws {
        let text = WeightsError.mismatch(
            location: "/m", (0..<50).map { .missing(name: "t\($0)", shape: [2, 3]) } + [.wrongDType(name: "w", found: .uint8)]
        ).description
        #expect(text.hasPrefix(#"The tensors of "/m" are not those that its config.json calls for: 50 missing (t0 [2, 3], t1 [2, 3], "#))
        #expect(text.contains("t9 [2, 3], … and 40 more); 1 stored as something else than F32, F16, BF16 or codes with scales (w is U8). "))
        #expect(!text.contains("\n"))
    }

    @Test("quantised checkpoints are recognised and refused; so is one without a text model")
    func refused() throws {
        var model = SmallCheckpoint(["quantization_config": ["quant_method": "bitsandbytes"]])
        do {
            _ = try weights(model)
            Issue.record("quantised weights were taken")
        } catch let error as WeightsError {
            #expect(error.description.contains(
                "has quantised weights (bitsandbytes): bitsandbytes stores blocks in tables of its own"))
        }
        model = SmallCheckpoint()
        model.prefix = "transformer."
        #expect(throws: WeightsError.noTextModel(
            location: directory.path,
            examples: ["transformer.model.embed_tokens.weight", "transformer.lm_head.weight", "transformer.model.norm.weight"],
            count: try model.tensors().count)
        ) { try weights(model) }
    }
}
