import Llama4
import Machine
import Tensors

/// What an expression is evaluated against: the walk, as it was when `pc` instructions of the pass had been executed.
///
/// Since every value is written once, an earlier moment of the pass can be asked about without going there.
struct EvaluationContext {
    let walk: Walk
    let machine: Machine
    let resolver: NameResolver
    /// Values that later instructions compute don't count.
    let pc: Int

    init(_ walk: Walk, resolver: NameResolver, machine: Machine? = nil, pc: Int? = nil) {
        self.walk = walk
        self.machine = machine ?? walk.machine
        self.resolver = resolver
        self.pc = pc ?? self.machine.pc
    }

    /// The instruction executed last: what `it` means.
    var subject: Instruction? {
        pc > 0 ? machine.program.instructions[pc - 1] : nil
    }

    /// A value and what it is called.
    struct Found {
        let name: String
        let register: Register
        let instruction: Instruction?
        let value: Value
    }

    /// The value that a name means: of several that it fits, the one that was computed last.
    func value(named typed: String) throws(ExpressionError) -> Found {
        if typed == "it" {
            guard let subject else { throw ExpressionError(.notComputed, "nothing has been computed yet, so there is no `it`") }
            return try found(subject.result)
        }
        if !walk.isSeeing, resolver.knownRegisters(named: typed).isEmpty, let found = try walk.pictures?.value(named: typed) { return found }
        let registers = try resolver.registers(named: typed)
        let program = machine.program
        func pc(of register: Register) -> Int { program.instruction(writing: register)?.pc ?? -1 }
        if let latest = registers.last(where: { pc(of: $0) < self.pc }) { return try found(latest) }
        let name = program.name(of: registers[0])
        throw ExpressionError(
            .notComputed, "`\(name)` is not computed yet: instruction \(pc(of: registers[0])) writes it, and the pass stands at \(self.pc)",
            hint: "`until \(name)` goes there, and one step more computes it")
    }

    private func found(_ register: Register) throws(ExpressionError) -> Found {
        do {
            return Found(
                name: machine.program.name(of: register), register: register,
                instruction: machine.program.instruction(writing: register), value: try machine.value(of: register))
        } catch {
            throw ExpressionError(.type, error.description)
        }
    }

    /// For each axis of a value, the number of its first entry: positions are absolute.
    func origins(of found: Found) -> [Int] {
        let origins = Array(repeating: 0, count: found.value.shape.rank)
        if case .cache(let view) = found.value { return [view.firstPosition, 0] }
        let extents = found.instruction?.shape.extents
            ?? machine.program.inputs.first { $0.register == found.register }?.shape.extents ?? []
        guard extents.count == origins.count else { return origins }
        return extents.map { extent in
            switch extent {
            case .newPositions: machine.firstPosition
            case .visibleKeys: firstKey(beside: found)
            case .fixed, .tiles, .imageRows: 0
            }
        }
    }

    /// The first key that the attention around a value sees.
    private func firstKey(beside found: Found) -> Int {
        guard let scope = ProgramScopes.enclosing(found.name).last,
            let keys = machine.program.register(named: scope + ".keys"), case .cache(let view)? = try? machine.value(of: keys)
        else { return 0 }
        return view.firstPosition
    }

    /// The axis of a value whose entries are the new positions.
    func positionAxis(of found: Found) -> Int? {
        let extents = found.instruction?.shape.extents
            ?? machine.program.inputs.first { $0.register == found.register }?.shape.extents
        return extents?.firstIndex(of: .newPositions)
    }

    /// The layer that the last executed instruction belongs to.
    var layer: Int? { subject.flatMap { ProgramScopes.layer(of: $0.name) } }
}
