import Machine

/// Driving the walk.
extension Debugger {
    /// How many executed instructions a movement remembers, to show them.
    private static let remembered = 8

    /// Moves until the policy is satisfied or something stops it.
    ///
    /// - Parameter heeds: whether breakpoints and the like stop it
    mutating func move(
        _ direction: Direction, _ policy: some StoppingPolicy, heedingStops heeds: Bool = true, world: World,
        onBegin: (Walk.Pass) -> Void = { _ in }
    ) throws(Refusal) -> Motion {
        var walk = try currentWalk
        // The debugger lets go of its copy meanwhile, so that stepping never copies what only it holds.
        self.walk = nil
        defer { self.walk = walk }
        var policy = policy
        var motion = Motion(from: walk.place)
        let memory = PassMemory()
        let remembers = heeds && stops.comparesPasses
        walk.heedsStopTokens = stopsAtStopTokens
        while true {
            if world.isInterrupted() {
                motion.ending = .interrupted
                break
            }
            if let ending = advance(&walk, direction, &motion, remembers ? memory : nil, world, onBegin) {
                motion.ending = ending
                break
            }
            motion.steps += 1
            follow(walk)
            if heeds, stops.isArmed {
                let found = stops.stops(at: Arrival(walk: walk, resolver: resolver, memory: memory))
                if !found.isEmpty {
                    motion.ending = .stopped(found)
                    break
                }
            }
            if policy.isReached(at: walk.place) { break }
        }
        return motion
    }

    /// One step.
    ///
    /// - Returns: why there was none.
    private mutating func advance(
        _ walk: inout Walk, _ direction: Direction, _ motion: inout Motion, _ memory: PassMemory?, _ world: World,
        _ onBegin: (Walk.Pass) -> Void
    ) -> Motion.Ending? {
        do {
            guard direction == .forwards else {
                // Going back into a pass computes it again, which may take as long as it took.
                if walk.machine.pc == 0, walk.passIndex > 0 { world.progress("back into pass \(walk.passIndex)") }
                guard try walk.backward() else { return .beginning }
                let pass = walk.passIndex
                if pass != motion.from.pass { motion.notes = ["Back in pass \(pass + 1)."] }
                return nil
            }
            if walk.machine.isPassComplete { memory?.remember(walk.machine) }
            switch try walk.forward() {
            case .executed(let instruction):
                motion.executed.append(instruction.pc)
                if motion.executed.count > Self.remembered { motion.executed.removeFirst() }
                return nil
            case .began(let pass):
                motion.executed = []
                follow(walk)
                motion.notes.append(PassText(walk).beginning(of: pass))
                if motion.notes.count > Self.remembered { motion.notes.removeFirst() }
                onBegin(pass)
                if case .sampled = pass.origin { world.progress("pass \(walk.passIndex + 1)") }
                return nil
            case .ended(let id): return .stopToken(id)
            case .full(let count): return .full(count)
            }
        } catch {
            return .failed(Refusal(error))
        }
    }
}
