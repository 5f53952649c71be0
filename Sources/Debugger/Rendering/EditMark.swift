import Machine

/// Marks values that were changed by hand (`*`) and values that were computed before such a change (`~`).
struct EditMark {
    private let edited: Set<Register>
    private let stale: Set<Register>

    init(_ walk: Walk) {
        edited = walk.machine.editedRegisters
        stale = edited.isEmpty ? [] : walk.machine.staleRegisters
    }

    func mark(_ register: Register) -> String {
        edited.contains(register) ? "*" : stale.contains(register) ? "~" : ""
    }
}
