import Checkpoint
import Foundation
import Llama4
import Machine
import Testing

/// What the program says about the model, and the machine's laws on real programs.
@Suite struct ForwardPassTests {
    private func model(_ name: String) throws -> Model {
        try Model(Checkpoint(Golden.directory(name)))
    }

    private func program(_ name: String, logits rows: ForwardPass.LogitRows = .all) throws -> Program {
        let model = try model(name)
        return ForwardPass.program(config: model.config, weights: model.weights, logits: rows)
    }

    @Test func everyLayerHasTheInstructionsOfItsKind() throws {
        let program = try program("maverick")
        let names = Set(program.instructions.map(\.name))
        // RoPE and chunks on 0 to 2, NoPE and temperature on 3; dense on 0 and 2, experts on 1 and 3; no QK norm.
        #expect(names.contains("layers.0.attn.q_rot") && !names.contains("layers.3.attn.q_rot"))
        #expect(names.contains("layers.3.attn.q_scaled") && !names.contains("layers.0.attn.q_scaled"))
        #expect(names.contains("layers.0.mlp.hidden") && !names.contains("layers.0.moe.out"))
        #expect(names.contains("layers.1.moe.expert.hidden") && !names.contains("layers.1.mlp.out"))
        #expect(!names.contains { $0.hasSuffix("q_norm") })
        #expect(program.instruction(named: "layers.0.attn.mask")?.mnemonic == "chunked_mask")
        #expect(program.instruction(named: "layers.3.attn.mask")?.mnemonic == "causal_mask")
    }

    @Test func withoutTemperatureThereIsNoTemperature() throws {
        #expect(try program("variant").instruction(named: "temperature") == nil)
    }

    @Test func onlyTheLastRowIsMultipliedWithTheHead() throws {
        #expect(try program("scout", logits: .last).instruction(named: "logits")?.shape == [1, 439])
        #expect(try program("scout").instruction(named: "logits")?.shape == [.newPositions, 439])
    }

    @Test(arguments: ["scout", "maverick"])
    func backIsBitExactAtEveryPC(_ name: String) throws {
        var machine = Machine(try program(name), retention: .everything)
        try machine.begin(ids: [5, 17, 300, 2, 9, 44, 21, 8, 1, 1])
        while try machine.step() {
            let register = machine.program.instructions[machine.pc - 1].result
            let value = try machine.value(of: register)
            try machine.back()
            try machine.step()
            #expect(try machine.value(of: register).isBitEqual(to: value), "\(machine.program.name(of: register))")
        }
    }

    @Test(arguments: ["scout", "maverick"])
    func freeingIsKeepingAll(_ name: String) throws {
        var freeing = Machine(try program(name), retention: .freeing)
        var keeping = Machine(try program(name), retention: .everything)
        for ids: [Int32] in [[5, 17, 300, 2, 9, 44, 21, 8, 1], [7], [3, 3]] {
            try freeing.begin(ids: ids)
            try keeping.begin(ids: ids)
            try freeing.run()
            try keeping.run()
            for output in freeing.program.outputs {
                #expect(try freeing.value(of: output).isBitEqual(to: try keeping.value(of: output)))
            }
        }
    }
}
