extension Machine {
    func operands(of instruction: Instruction) -> Operands {
        Operands(instruction.operands.map { register in
            guard let value = values[register.index] else {
                preconditionFailure("\(program.name(of: register)) is read before it is written")
            }
            return value
        })
    }

    /// Computes an instruction's value, patched where a patch applies.
    func execute(_ instruction: Instruction, _ operands: Operands) throws(MachineError) -> Value {
        program.pager?.prepare(instruction.pc, of: program, values: values)
        var value: Value
        do {
            value = try instruction.operation.execute(operands)
        } catch {
            throw .executing(
                instruction: instruction.name, mnemonic: instruction.mnemonic,
                operands: instruction.operands.map(program.name(of:)), reason: error.reason)
        }
        assert(
            instruction.shape.admits(value.shape, newPositions: ids.count),
            "\(instruction.name) is declared \(instruction.shape) and computed \(value.shape)")
        guard !bindings.isEmpty else { return value }
        for number in bindings[instruction.pc] ?? [] {
            value = try patched(value, by: patches[number], at: instruction, operands)
        }
        return value
    }

    private func patched(
        _ value: Value, by patch: Patch, at instruction: Instruction, _ operands: Operands
    ) throws(MachineError) -> Value {
        let changed: Value
        do {
            let site = Patch.Site(instruction: instruction, operands: operands, firstPosition: firstPosition)
            changed = try patch.transform(value, site)
        } catch {
            throw .patching(instruction: instruction.name, patch: patch.summary, reason: error.reason)
        }
        guard changed.kind == value.kind, changed.shape == value.shape else {
            throw .patching(
                instruction: instruction.name, patch: patch.summary,
                reason: "it made \(changed.kind) \(changed.shape) of \(value.kind) \(value.shape)")
        }
        return changed
    }

    /// Puts a fresh value into its register, and lets go what the retention no longer keeps.
    mutating func keep(_ value: Value, of instruction: Instruction) {
        write(value, to: instruction.result)
        switch retention {
        case .everything: break
        case .freeing:
            for register in program.lastUses[instruction.pc] { release(register) }
        case .keeping(let budget):
            if keptBytes > budget { shed(to: budget, after: instruction.pc) }
        }
    }
}
