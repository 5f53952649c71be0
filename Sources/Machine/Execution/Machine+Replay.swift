import Tensors

/// Computing again what was let go. The same instructions on the same inputs, with the same edits at the same places,
/// give the same bits.
extension Machine {
    /// What a register holds at this point of the pass.
    ///
    /// - Throws: `notComputed` if its instruction has not run yet.
    public func value(of register: Register) throws(MachineError) -> Value {
        if let tape { return try recordedValue(of: register, on: tape) }
        if let value = values[register.index] { return value }
        let name = program.name(of: register)
        guard current != nil, let instruction = program.instruction(writing: register), instruction.pc < pc else {
            throw .notComputed(name: name, pc: program.instruction(writing: register)?.pc ?? 0, atPC: pc)
        }
        var copy = fork()
        try copy.rerun(to: pc, keeping: register)
        guard let value = copy.values[register.index] else { throw .notComputed(name: name, pc: instruction.pc, atPC: pc) }
        return value
    }

    /// What the register with this name holds.
    public func value(named name: String) throws(MachineError) -> Value {
        guard let register = program.register(named: name) else { throw .unknownName(name) }
        return try value(of: register)
    }

    /// Whether the value is there without computing anything again.
    public func holds(_ register: Register) -> Bool {
        if tape != nil { return (try? value(of: register)) != nil }
        return values[register.index] != nil
    }

    /// Runs the current pass again from its beginning up to `target`, edits included. Observers are not told.
    ///
    /// - Parameter kept: a register to hold on to whatever the retention says.
    mutating func rerun(to target: Int, keeping kept: Register? = nil) throws(MachineError) {
        guard let record = current else { return }
        enter(record)
        var edits = record.edits[...]
        var wanted: Value?
        for instruction in program.instructions[..<target] {
            applyEdits(&edits, at: instruction.pc)
            let value = try execute(instruction, operands(of: instruction))
            keep(value, of: instruction)
            move(to: instruction.pc + 1)
            if instruction.result == kept { wanted = value }
        }
        applyEdits(&edits, at: target)
        if let kept, values[kept.index] == nil {
            // An edit made after the register had been let go is newer than what was computed.
            let edited = record.edits.last { $0.register == kept }
            write(edited?.value ?? wanted, to: kept)
        }
    }

    /// Runs a pass again, this one or an earlier one, and tells observers of every instruction as far as it has come: what
    /// was set by hand counts as computed so. The machine itself stays as it is.
    public func replay(pass index: Int, telling observers: [any Observer]) throws(MachineError) {
        let isCurrent = index == passIndex
        guard let record = isCurrent ? current : history.indices.contains(index) ? history[index] : nil else { return }
        var copy = fork()
        copy.enter(record)
        var edits = record.edits[...]
        for instruction in program.instructions[..<(isCurrent ? pc : program.instructions.count)] {
            copy.applyEdits(&edits, at: instruction.pc)
            let operands = copy.operands(of: instruction)
            let listeners = observers.filter { $0.wants(instruction) }
            let value = try copy.execute(instruction, operands)
            copy.keep(value, of: instruction)
            copy.move(to: instruction.pc + 1)
            let edited = record.edits.last { $0.register == instruction.result }?.value
            for observer in listeners { observer.didExecute(instruction, operands: operands, value: edited ?? value, pass: index) }
        }
    }

    /// Makes sure that everything the instruction reads is there.
    mutating func restoreOperands(of instruction: Instruction) throws(MachineError) {
        if instruction.operands.contains(where: { values[$0.index] == nil }) {
            try rerun(to: instruction.pc)
        }
    }

    /// Lets go the oldest results that nothing ahead needs, until the rest fits into the budget.
    mutating func shed(to budget: Int, after done: Int) {
        for pc in 0...done {
            for register in program.lastUses[pc] {
                guard keptBytes > budget else { return }
                if holds(register) { release(register) }
            }
        }
    }

    private mutating func applyEdits(_ edits: inout ArraySlice<PassRecord.Edit>, at pc: Int) {
        while let edit = edits.first, edit.pc == pc {
            write(edit.value, to: edit.register)
            edits.removeFirst()
        }
    }
}
