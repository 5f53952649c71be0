/// Movements over scopes.
extension Debugger {
    /// Leaves a stretch of the pass, and again, as often as asked for or until something stops it.
    ///
    /// - Parameter inside: the pcs to leave, from where the walk stands
    mutating func repeatMotion(
        _ count: Int, _ direction: Direction, _ world: World, inside: (Walk, ProgramScopes) -> ClosedRange<Int>
    ) throws(Refusal) -> Answer {
        var motion: Motion?
        for _ in 0..<count {
            let walk = try currentWalk
            let stretch = Leaving(pass: walk.passIndex, inside: inside(walk, resolver.scopes))
            var part = try move(direction, stretch, world: world)
            if let before = motion {
                part.steps += before.steps
                part.notes = (before.notes + part.notes).suffix(8)
            }
            motion = part
            guard case .reached = part.ending else { break }
        }
        guard let motion else { throw Refusal("There is nothing to do.") }
        return try tell(motion, world)
    }
}
