import Machine
import Tensors
import Testing

/// What holds at every pc of every pass.
@Suite struct MachineLaws {
    let program = ToyProgram.make()
    let prompt: [Int32] = [1, 4, 2, 6, 0]

    func started(_ retention: Retention = .stepping, patches: [Patch] = []) throws -> Machine {
        var machine = Machine(program, retention: retention, patches: patches)
        try machine.begin(ids: prompt)
        return machine
    }

    @Test func stepBackStepIsBitEqual() throws {
        var machine = try started()
        while try machine.step() {
            let before = try machine.computedValues()
            let pc = machine.pc
            #expect(try machine.back())
            #expect(machine.pc == pc - 1)
            try machine.step()
            #expect(areBitEqual(before, try machine.computedValues()), "at \(pc)")
        }
    }

    @Test func runIsTheStepLoop() throws {
        var running = try started()
        var stepping = try started()
        try running.run()
        while try stepping.step() {}
        #expect(areBitEqual(try running.computedValues(), try stepping.computedValues()))
    }

    @Test(arguments: [Retention.freeing, .keeping(byteBudget: 0), .keeping(byteBudget: 600), .everything])
    func whatIsLetGoIsComputedAgain(_ retention: Retention) throws {
        var machine = try started(retention)
        var reference = try started(.everything)
        try machine.run()
        try reference.run()
        #expect(areBitEqual(try machine.computedValues(), try reference.computedValues()))
    }

    @Test func keepingStaysWithinItsBudget() throws {
        let budget = 700
        var machine = try started(.keeping(byteBudget: budget))
        var mostNeeded = 0
        while try machine.step() {
            mostNeeded = max(mostNeeded, machine.keptBytes)
        }
        // What later instructions read can't be let go, so the budget may be exceeded by that, and by the fresh value.
        var freeing = try started(.freeing)
        var live = 0
        while try freeing.step() { live = max(live, freeing.keptBytes) }
        #expect(mostNeeded <= max(budget, live) + 5 * ToyProgram.vocabulary * 4)
    }

    @Test func backAcrossPassesIsBitEqual() throws {
        var machine = try started()
        var snapshots: [[String: Value]] = []
        for next: Int32 in [3, 5, 1, 2] {
            try machine.run()
            snapshots.append(try machine.computedValues())
            try machine.begin(ids: [next])
        }
        for expected in snapshots.reversed() {
            while machine.pc > 0 { try machine.back() }
            #expect(try machine.back())
            #expect(areBitEqual(expected, try machine.computedValues()))
        }
        #expect(machine.passIndex == 0)
        while machine.pc > 0 { try machine.back() }
        #expect(try machine.back() == false)
    }

    @Test func forwardAgainAfterBackAcrossPasses() throws {
        var machine = try started()
        try machine.run()
        try machine.begin(ids: [3])
        try machine.run()
        let expected = try machine.computedValues()
        while machine.passIndex == 1 { try machine.back() }
        try machine.begin(ids: [3])
        try machine.run()
        #expect(areBitEqual(expected, try machine.computedValues()))
    }

    @Test func aForkLeavesTheOriginalAlone() throws {
        var machine = try started()
        for _ in 0..<8 { try machine.step() }
        let before = try machine.computedValues()
        var fork = machine.fork()
        let norm = try #require(program.register(named: "norm"))
        try fork.set(norm, to: .tensor(Tensor([5, 8], repeating: 0.5)))
        try fork.run()
        try fork.begin(ids: [2, 2])
        try fork.run()
        #expect(machine.pc == 8)
        #expect(areBitEqual(before, try machine.computedValues()))
        var undisturbed = try started()
        try undisturbed.run()
        try machine.run()
        #expect(areBitEqual(try undisturbed.computedValues(), try machine.computedValues()))
    }

    @Test func forksShareTheCacheSafely() throws {
        var machine = try started()
        try machine.run()
        var fork = machine.fork()
        try machine.begin(ids: [1])
        try fork.begin(ids: [6])
        try machine.run()
        try fork.run()
        for (own, next) in [(machine, Int32(1)), (fork, 6)] {
            var alone = try started()
            try alone.run()
            try alone.begin(ids: [next])
            try alone.run()
            #expect(areBitEqual(try own.computedValues(), try alone.computedValues()))
        }
    }

    @Test func tokenByTokenIsAllAtOnce() throws {
        var whole = try started()
        try whole.run()
        let expected = try whole.value(named: "logits").tensor
        var single = Machine(program)
        for (row, id) in prompt.enumerated() {
            try single.begin(ids: [id])
            try single.run()
            let logits = try single.value(named: "logits").tensor
            for column in 0..<ToyProgram.vocabulary {
                // One row and many rows may be summed in another order: a few roundings of numbers below 10.
                #expect(abs(logits[0, column] - expected[row, column]) < 1e-5)
            }
        }
    }

    @Test func observersChangeNothingAndAreToldOnce() throws {
        final class Recorder: Observer {
            var told: [String] = []
            func wants(_ instruction: Instruction) -> Bool { instruction.name.hasPrefix("attn.") }
            func didExecute(_ instruction: Instruction, operands: Operands, value: Value, pass: Int) {
                told.append("\(pass) \(instruction.name)")
            }
        }
        let recorder = Recorder()
        var observed = try started(.keeping(byteBudget: 0))
        observed.observers = [recorder]
        var plain = try started()
        try observed.run()
        try plain.run()
        #expect(areBitEqual(try observed.computedValues(), try plain.computedValues()))
        let names = program.instructions.map(\.name).filter { $0.hasPrefix("attn.") }
        #expect(recorder.told == names.map { "0 \($0)" })
    }

    @Test func aPatchWithTheOwnValueChangesNothing() throws {
        var patched = try started(patches: [Patch("**", summary: "itself") { $0 }])
        var plain = try started()
        try patched.run()
        try plain.run()
        #expect(patched.inactivePatches.isEmpty)
        #expect(areBitEqual(try patched.computedValues(), try plain.computedValues()))
    }
}
