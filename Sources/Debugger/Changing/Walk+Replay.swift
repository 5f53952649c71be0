import Llama4
import Machine

extension Walk {
    /// The same tokens at the same place, computed anew by another program: the cache begins empty, every pass is run
    /// again with the ids that it had, and the last one as far as it had come. What was set by hand is not done again.
    ///
    /// - Throws: if a step fails, or if somebody interrupts; nothing has changed then.
    func replayed(
        on model: Model, _ program: Program, patches: [Patch], retentionBudget: Int, _ world: World
    ) throws(Refusal) -> Walk {
        var copy = try refusing {
            try Walk(
                model, program, input: input, images: pictures?.prompt, sampling: sampler.settings, retentionBudget: retentionBudget,
                patches: patches)
        }
        copy.sampler = sampler
        copy.heedsStopTokens = heedsStopTokens
        try copy.repeatTower(of: self, world)
        if isSeeing { return copy }
        // The passes are cut as they were, whatever the other model's sizes.
        let supply = copy.machine.supply
        copy.machine = Machine(program, retention: .keeping(byteBudget: retentionBudget), patches: patches)
        copy.machine.supply = supply
        copy.passes = []
        try copy.run(passes[...], world)
        copy.sampler = sampler
        copy.heedsStopTokens = heedsStopTokens
        let target = Self.place(of: machine, in: program)
        while copy.machine.pc < target { try copy.stepOnce(world) }
        return copy
    }

    /// Runs the rest of the prompt, up to where the next token would be chosen.
    mutating func finishPrompt(_ world: World) throws(Refusal) {
        try finishPass(world)
        while pendingCount > 0 {
            _ = try refusing { try forward() }
            try finishPass(world)
        }
    }

    /// Begins passes that another walk has begun, each behind the end of the one before.
    mutating func run(_ passes: ArraySlice<Pass>, _ world: World) throws(Refusal) {
        for pass in passes {
            try finishPass(world)
            try refusing { try machine.begin(ids: pass.ids) }
            self.passes.append(pass)
        }
    }

    mutating func finishPass(_ world: World) throws(Refusal) {
        if !machine.isPassComplete { world.progress("pass \(passIndex + 1), \(tiles.map { $0.count.times("tile") } ?? machine.ids.count.times("token"))") }
        while !machine.isPassComplete { try stepOnce(world) }
    }

    mutating func stepOnce(_ world: World) throws(Refusal) {
        guard !world.isInterrupted() else { throw Refusal("Interrupted; nothing has changed.") }
        _ = try refusing { try machine.step() }
    }

    /// Where a program stands that has got as far as the machine: before the same instruction, or before the next one
    /// that both have.
    private static func place(of machine: Machine, in program: Program) -> Int {
        guard machine.pc > 0 else { return 0 }
        return machine.program.instructions[machine.pc...].lazy.compactMap { program.instruction(named: $0.name)?.pc }.first
            ?? program.instructions.count
    }
}
