import Machine
import Testing

@Suite struct ProgramTests {
    let program = ToyProgram.make()

    @Test func everyOperandIsWrittenBeforeItIsRead() {
        for instruction in program.instructions {
            for operand in instruction.operands {
                if let writer = program.instruction(writing: operand) { #expect(writer.pc < instruction.pc) }
            }
        }
    }

    @Test func namesFindTheirRegisters() {
        for instruction in program.instructions {
            #expect(program.instruction(named: instruction.name)?.pc == instruction.pc)
            #expect(program.name(of: instruction.result) == instruction.name)
        }
        #expect(program.instruction(named: "ids") == nil)
        #expect(program.register(named: "ids") != nil)
    }

    @Test func headsGoThroughRope() throws {
        #expect(try #require(program.instruction(named: "attn.q_rot")).heads == 2)
        #expect(try #require(program.instruction(named: "attn.keys")).heads == 1)
    }

    @Test func dependentsAreTransitive() throws {
        let scores = try #require(program.register(named: "attn.scores"))
        let names = Set(program.dependents(of: scores).map(program.name(of:)))
        #expect(names.contains("logits") && names.contains("attn.masked_scores"))
        #expect(!names.contains("attn.keys") && !names.contains("embed"))
    }

    @Test func everyOperationIsDocumented() {
        for instruction in program.instructions {
            let documentation = type(of: instruction.operation).documentation
            #expect(!documentation.summary.isEmpty && documentation.summary.hasSuffix("."))
            #expect(!documentation.formula.isEmpty && !documentation.source.isEmpty)
        }
    }

    @Test(arguments: [
        ("layers.*.attn.pattern", "layers.3.attn.pattern", true),
        ("layers.*.attn.pattern", "layers.3.moe.attn.pattern", false),
        ("layers.3.**", "layers.3.moe.expert.gate", true),
        ("**pattern", "layers.3.attn.pattern", true),
        ("layers.?.attn.q", "layers.12.attn.q", false),
        ("*", "", true),
        ("**", "a.b", true),
        ("", "", true),
        ("", "a", false),
        ("*a*b*c", "xaybzc", true),
    ])
    func patterns(pattern: String, name: String, matches: Bool) {
        #expect(NamePattern(pattern).matches(name) == matches)
    }

    @Test func aHostilePatternIsNoSlower() {
        let pattern = NamePattern(String(repeating: "*a", count: 500) + "b")
        #expect(!pattern.matches(String(repeating: "a", count: 2000)))
    }
}

@Suite struct FlopsTests {
    /// The costs that the documentation gives, with T = 5, S = 5, H = 2, d = 4.
    @Test func areThoseOfTheDocumentation() throws {
        final class Counter: Observer {
            var flops: [String: Int] = [:]
            func wants(_ instruction: Instruction) -> Bool { true }
            func didExecute(_ instruction: Instruction, operands: Operands, value: Value, pass: Int) {
                flops[instruction.name] = instruction.operation.flops(operands, result: value)
            }
        }
        let counter = Counter()
        var machine = Machine(ToyProgram.make())
        machine.observers = [counter]
        try machine.begin(ids: [1, 2, 3, 4, 5])
        try machine.run()
        #expect(counter.flops["attn.q"] == 2 * 5 * 8 * 8)
        #expect(counter.flops["attn.scores"] == 2 * 2 * 5 * 5 * 4)
        #expect(counter.flops["attn.z"] == 2 * 2 * 5 * 5 * 4)
        #expect(counter.flops["expert.out"] == 2 * 5 * 2 * 8 * 8)
        #expect(counter.flops["norm"] == 4 * 5 * 8)
        #expect(counter.flops["router_indices"] == 0)
    }
}
