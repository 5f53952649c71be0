import Machine
import Tensors
import Testing

@Suite struct MachineEditTests {
    let program = ToyProgram.make()

    func started(_ retention: Retention = .stepping) throws -> Machine {
        var machine = Machine(program, retention: retention)
        try machine.begin(ids: [1, 4, 2, 6, 0])
        return machine
    }

    func register(_ name: String) throws -> Register { try #require(program.register(named: name)) }

    @Test(arguments: [Retention.freeing, .stepping, .keeping(byteBudget: 0)])
    func goingBackUndoesAnEditAtEveryPC(_ retention: Retention) throws {
        for pc in 2...program.instructions.count {
            var machine = try started(retention)
            while machine.pc < pc { try machine.step() }
            let before = try machine.computedValues()
            try machine.set(try register("norm"), to: .tensor(Tensor([5, 8], repeating: 2)))
            #expect(try machine.value(named: "norm").tensor[0, 0] == 2)
            try machine.back()
            try machine.step()
            #expect(areBitEqual(before, try machine.computedValues()), "at \(pc)")
        }
    }

    @Test func anEditSurvivesReplay() throws {
        var kept = try started(.everything)
        var dropped = try started(.freeing)
        for pc in [4, 9] {
            while kept.pc < pc { try kept.step() }
            while dropped.pc < pc { try dropped.step() }
            let value = Value.tensor(Tensor([5, 8], repeating: Float(pc)))
            try kept.set(try register("norm"), to: value)
            try dropped.set(try register("norm"), to: value)
        }
        try kept.run()
        try dropped.run()
        #expect(areBitEqual(try kept.computedValues(), try dropped.computedValues()))
    }

    @Test func whatWasComputedFromTheOldValueIsStale() throws {
        var machine = try started()
        while machine.pc < 5 { try machine.step() }
        try machine.set(try register("norm"), to: .tensor(Tensor([5, 8], repeating: 0)))
        try machine.run()
        #expect(machine.editedRegisters == [try register("norm")])
        #expect(machine.staleRegisters == Set(try ["attn.q", "attn.k", "attn.v"].map(register)))
    }

    @Test func anInputCanBeSet() throws {
        var machine = try started()
        try machine.set(try register("ids"), to: .indices(Indices([5], [2, 2, 2, 2, 2])))
        try machine.run()
        var other = Machine(program)
        try other.begin(ids: [2, 2, 2, 2, 2])
        try other.run()
        #expect(areBitEqual(try machine.computedValues(), try other.computedValues()))
    }

    @Test func misfitsAreRefused() throws {
        var machine = try started()
        try machine.step()
        #expect(throws: MachineError.self) { try machine.set(try register("embed"), to: .tensor(Tensor([2], repeating: 0))) }
        #expect(throws: MachineError.self) { try machine.set(try register("logits"), to: .tensor(Tensor([2], repeating: 0))) }
        #expect(throws: MachineError.self) { try machine.begin(ids: [1]) }
        #expect(throws: MachineError.self) { _ = try machine.value(named: "nothing") }
    }

    @Test func aChoiceOfANonexistentExpertSaysWhere() throws {
        var machine = try started()
        while machine.nextInstruction?.name != "router_scores" { try machine.step() }
        try machine.set(try register("router_indices"), to: .indices(Indices([5, 2], Array(repeating: 9, count: 10))))
        let error = #expect(throws: MachineError.self) { try machine.step() }
        #expect(error?.description == """
            while executing router_scores (sigmoid_at router_logits, router_indices): \
            there is no expert 9; the layer has experts 0 to 2
            """)
    }

    @Test func idsOutsideTheVocabularyAreRefused() throws {
        var machine = Machine(program)
        try machine.begin(ids: [1, 7])
        let error = #expect(throws: MachineError.self) { try machine.run() }
        #expect(error?.description.contains("token 1 has the id 7, but the vocabulary has ids 0 to 6") == true)
    }

    @Test func aPatchMustKeepTheShape() throws {
        var machine = Machine(program, patches: [
            Patch("attn.z", summary: "a scalar") { _ in .tensor(Tensor([1], repeating: 0)) },
            Patch("nowhere.*", summary: "nothing") { $0 },
        ])
        #expect(machine.inactivePatches.map(\.summary) == ["nothing"])
        try machine.begin(ids: [1])
        let error = #expect(throws: MachineError.self) { try machine.run() }
        #expect(error?.description == "while patching attn.z (a scalar): it made tensor [1] of tensor [1, 8]")
    }

    @Test func aPatchAppliesInEveryPass() throws {
        let zero = Patch("attn.z", summary: "zero") { .tensor(Tensor($0.shape, repeating: 0)) }
        var machine = Machine(program, patches: [zero])
        for ids: [Int32] in [[1, 2], [3]] {
            try machine.begin(ids: ids)
            try machine.run()
            let sum = try machine.value(named: "resid_mid").tensor
            #expect(sum.isBitEqual(to: try machine.value(named: "embed").tensor))
        }
    }
}
