import Machine

/// How the pass before ended, for what compares passes. It is remembered on the way forwards, and computed again where a
/// movement begins elsewhere. It lasts as long as one movement.
final class PassMemory {
    private var pass: Int?
    private var machine: Machine?
    /// What watched expressions were.
    var watches = WatchMemory()

    /// A pass has ended, and the next one is about to begin.
    func remember(_ machine: Machine) {
        (pass, self.machine) = (machine.passIndex, machine.fork())
    }

    /// The machine at the end of the pass before the walk's; nil in the first pass.
    func previous(of walk: Walk) -> Machine? {
        let wanted = walk.machine.passIndex - 1
        guard wanted >= 0 else { return nil }
        if pass == wanted { return machine }
        var copy = walk.machine.fork()
        copy.rewind()
        guard (try? copy.back()) == true else { return nil }
        (pass, machine) = (wanted, copy)
        return copy
    }
}
