import Checkpoint
import Images
import JSON
import Tensors
import Testing

@testable import Llama4

/// What `vision_config` says, in its spellings, and what it may not say.
@Suite struct VisionConfigTests {
    private func config(_ text: String) throws -> VisionConfig {
        try VisionConfig(try #require(try JSONValue(parsing: text).object))
    }

    private let scout = #"""
        "hidden_size": 1408, "image_size": 336, "intermediate_size": 5632, "num_attention_heads": 16, "num_hidden_layers": 34,
        "patch_size": 14, "pixel_shuffle_ratio": 0.5, "projector_input_dim": 4096, "projector_output_dim": 4096, "vision_output_dim": 4096
        """#

    @Test func scoutsTowerInBothSpellingsOfRope() throws {
        let old = try config("{\(scout), \"rope_theta\": 10000, \"vision_feature_layer\": -1}")
        let new = try config("{\(scout), \"rope_parameters\": {\"rope_type\": \"default\", \"rope_theta\": 10000.0}}")
        #expect(old == new)
        #expect(old.patchCount == 576 && old.tokensPerTile == 144 && old.headSize == 88 && old.shuffleBlock == 2)
        let frequencies = old.inverseFrequencies
        #expect(frequencies.count == 22)
        #expect(frequencies[0] == 1)
        #expect(abs(frequencies[21] - 1.5199e-4) < 1e-7)
    }

    @Test(arguments: [
        (#""num_attention_heads": 3"#, "num_attention_heads"), (#""pixel_shuffle_ratio": 0.4"#, "pixel_shuffle_ratio"),
        (#""patch_size": 16"#, "patch_size"), (#""intermediate_size": 5000"#, "intermediate_size"), (#""hidden_act": "quick_gelu""#, "hidden_act"),
        (#""projector_input_dim": 4000"#, "projector_input_dim"), (#""vision_output_dim": 7"#, "vision_output_dim"),
        (#""multi_modal_projector_bias": true"#, "multi_modal_projector_bias"), (#""vision_feature_layer": -2"#, "vision_feature_layer"),
        (#""num_channels": 4"#, "num_channels"), (#""image_size": 1e30"#, "image_size"), (#""patch_size": 0"#, "patch_size"),
        (#""hidden_size": 9223372036854775807"#, "hidden_size"), (#""rope_theta": -1"#, "rope_theta"), (#""pixel_shuffle_ratio": 1e-40"#, "pixel_shuffle_ratio"),
    ])
    func whatCannotBeRunIsNamed(member: String, key: String) throws {
        let members = scout.split(separator: ",").filter { !$0.contains("\"\(key)\"") }.joined(separator: ",")
        let error = #expect(throws: ConfigError.self) { try config("{\(members), \(member)}") }
        #expect(error?.problems.contains { $0.key == "vision_config.\(key)" } == true, "\(String(describing: error))")
    }

    /// A checkpoint without tensors of one has no tower.
    @Test func towersAreFoundByTheirTensors() throws {
        let model = try Model(Checkpoint(Golden.directory("vision")))
        #expect(model.vision.tower?.weights.amount.parameters == 39_456)
        guard case .absent = try Model(Checkpoint(Golden.directory("scout"))).vision else {
            Issue.record("a text model has a tower")
            return
        }
    }

    @Test func tilesAreCutIntoEqualPassesThatFit() throws {
        let scout = try config("{\(scout)}")
        let plan = TileBatchPlan()
        let most = plan.tilesPerPass(scout)
        let perTile = 4 * 577 * (2 * 16 * 577 + 2 * 5632 + 8 * 1408)
        #expect(most >= 1 && most * perTile <= plan.byteBudget)
        let passes = plan.passes(17, scout)
        #expect(passes.first?.lowerBound == 0 && passes.last?.upperBound == 17)
        #expect(zip(passes, passes.dropFirst()).allSatisfy { $0.upperBound == $1.lowerBound })
        #expect(passes.allSatisfy { (1...most).contains($0.count) })
        #expect(TileBatchPlan(byteBudget: 1).passes(3, scout) == [0..<1, 1..<2, 2..<3])
        #expect(plan.passes(0, scout).isEmpty)
    }

    /// How many tiles go through together changes nothing.
    @Test func passesOfOneTileGiveTheSameRows() throws {
        let tower = try #require(try Model(Checkpoint(Golden.directory("vision"))).vision.tower)
        let pixels = try #require(try SafetensorsFile(path: Golden.directory("vision") + "/expected.safetensors").tensors["pixel_values"]).tensor()
        let together = try #require(try VisionRun(tower).rows(of: pixels))
        let apart = try #require(try VisionRun(tower, plan: TileBatchPlan(byteBudget: 1)).rows(of: pixels))
        #expect(together.shape == [36, 48] && apart.shape == together.shape)
        #expect(zip(together.values, apart.values).allSatisfy { abs($0 - $1) < 1e-5 })
        #expect(try VisionRun(tower).rows(of: pixels, shouldContinue: { false }) == nil)
    }

    @Test func rowsAndPlacesOfAPass() throws {
        let rows = try ImageRows(Tensor([3, 1], [7, 8, 9]), in: [1, 5, 5, 2, 5, 1], patchToken: 5)
        let inputs = rows.inputs(for: 2..<5)
        #expect(inputs[ImageRows.rowsInput]?.tensor.values == [8, 9])
        #expect(inputs[ImageRows.placesInput]?.tensor.values == [0, 2])
        #expect(rows.inputs(for: 5..<6)[ImageRows.rowsInput]?.shape == [0, 1])
        #expect(throws: ImagePromptError.patchCount(expected: 3, found: 2)) {
            try ImageRows(Tensor([3, 1], [7, 8, 9]), in: [5, 5], patchToken: 5)
        }
    }
}
