import Checkpoint
import Llama4
import Machine
import Testing

/// Every value has a description, and every description a value.
@Suite struct ValueNameTests {
    @Test(arguments: ["scout", "maverick", "variant", "vision"])
    func everyValueIsDescribed(model: String) throws {
        let model = try Model(Checkpoint(Golden.directory(model)))
        try expectDescriptions(model.program(logits: .all, takesImages: model.vision.tower != nil))
        if let tower = model.vision.tower { try expectDescriptions(tower.program) }
    }

    private func expectDescriptions(_ program: Program) throws {
        for name in program.inputs.map(\.name) + program.instructions.map(\.name) {
            let described = try #require(ValueName.named(name), "\(name) has no description")
            let register = try #require(program.register(named: name))
            if let instruction = program.instruction(writing: register) {
                #expect(described.shape.split(separator: ",").count == instruction.shape.extents.count, "\(name)")
            }
        }
    }

    @Test func patternsAreUniqueAndOthersNamesLeadToThem() {
        #expect(Set(ValueName.all.map(\.pattern)).count == ValueName.all.count)
        #expect(ValueName.named("layers.17.attn.q_rot")?.place == "RoPE layers")
        #expect(ValueName.named("layers.attn.q_rot") == nil)
    }
}
