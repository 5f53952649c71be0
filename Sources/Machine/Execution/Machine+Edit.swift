import Tensors

/// Changing values by hand.
extension Machine {
    /// Puts another value into a register, now. Going back before this point undoes it; what was computed from the old
    /// value stays as it is and is stale.
    ///
    /// - Throws: `notComputed`, or `misfit` if the value has another kind or shape.
    public mutating func set(_ register: Register, to value: Value) throws(MachineError) {
        guard tape == nil else { throw .notRecorded(name: program.name(of: register)) }
        let old = try self.value(of: register)
        guard old.kind == value.kind, old.shape == value.shape else {
            throw .misfit(
                name: program.name(of: register), expected: "\(old.kind) \(old.shape)",
                found: "\(value.kind) \(value.shape)")
        }
        let edit = PassRecord.Edit(pc: pc, register: register, value: value)
        updateCurrent { $0.edits.append(edit) }
        write(value, to: register)
    }

    /// The registers that were set by hand in this pass.
    public var editedRegisters: Set<Register> {
        Set((current?.edits ?? []).map(\.register))
    }

    /// Whether anything was set by hand, in this pass or in one before.
    public var hasEdits: Bool {
        current?.edits.isEmpty == false || history.contains { !$0.edits.isEmpty }
    }

    /// The registers whose values were computed from something that was changed afterwards.
    public var staleRegisters: Set<Register> {
        var stale: Set<Register> = []
        for edit in current?.edits ?? [] {
            stale.formUnion(
                program.dependents(of: edit.register).filter { dependent in
                    (program.instruction(writing: dependent)?.pc ?? pc) < edit.pc
                })
        }
        return stale
    }

    /// Takes back what was set behind `pc`.
    mutating func undoEdits(madeAfter pc: Int) {
        guard let record = current, let first = record.edits.firstIndex(where: { $0.pc > pc }) else { return }
        let undone = record.edits[first...]
        updateCurrent { $0.edits.removeSubrange(first...) }
        for register in Set(undone.map(\.register)) {
            restore(register)
        }
    }

    /// Brings back what a register held before: an older edit, the pass's input, or nothing (it is computed when needed).
    private mutating func restore(_ register: Register) {
        guard let record = current else { return }
        if let older = record.edits.last(where: { $0.register == register }) {
            write(older.value, to: register)
        } else if program.instruction(writing: register) != nil {
            release(register)
        } else {
            var fresh = self
            fresh.enter(record)
            write(fresh.values[register.index], to: register)
        }
    }
}
