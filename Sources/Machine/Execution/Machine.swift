import Tensors

/// Executes a program, pass after pass, one instruction at a time, forwards and backwards.
///
///     var machine = Machine(program)
///     try machine.begin(ids: prompt)
///     while try machine.step() {}
///     let logits = try machine.value(named: "logits").tensor
///
/// A machine is a value: a copy is a fork, and neither sees what the other does. Going back is cheap, since every register
/// is written once in a pass: nothing was overwritten. What `retention` let go is computed again, bit by bit the same.
///
/// What it doesn't do: sample, stop, know a model.
public struct Machine {
    public let program: Program
    public let retention: Retention
    public let patches: [Patch]

    /// The next instruction; `program.instructions.count` when the pass is complete.
    public private(set) var pc: Int

    /// What is played in place of executing anything.
    public internal(set) var tape: (any Tape)?

    /// Who is told of executed instructions.
    public var observers: [any Observer] = []
    /// What inputs hold that are neither tokens nor caches, by name, in a pass over these positions; nil where a program has none.
    public var supply: (@Sendable (Range<Int>) -> [String: Value])?

    /// How the current pass began; nil before the first one.
    private(set) var current: PassRecord?
    /// How earlier passes began, the oldest first.
    private(set) var history: [PassRecord] = []
    private(set) var values: [Value?]
    /// Bytes held by results in `values`.
    public private(set) var keptBytes = 0

    /// For every pc, the patches that apply there.
    let bindings: [Int: [Int]]

    public init(_ program: Program, retention: Retention = .stepping, patches: [Patch] = []) {
        self.program = program
        self.retention = retention
        self.patches = patches
        pc = program.instructions.count
        values = Array(repeating: nil, count: program.registerCount)
        var bindings: [Int: [Int]] = [:]
        for (number, patch) in patches.enumerated() {
            for instruction in program.instructions where patch.pattern.matches(instruction.name) {
                bindings[instruction.pc, default: []].append(number)
            }
        }
        self.bindings = bindings
    }

    /// The patches that match no instruction of the program.
    public var inactivePatches: [Patch] {
        let active = Set(bindings.values.joined())
        return patches.indices.filter { !active.contains($0) }.map { patches[$0] }
    }

    /// The registers whose values a patch changes.
    public var patchedRegisters: Set<Register> {
        Set(bindings.keys.map { program.instructions[$0].result })
    }

    // MARK: Passes

    /// The absolute position of the first token of the current pass.
    public var firstPosition: Int { current?.firstPosition ?? 0 }

    /// The token ids of the current pass.
    public var ids: [Int32] { current?.ids ?? [] }

    /// The number of passes before the current one.
    public private(set) var passIndex = 0

    public var isPassComplete: Bool { pc == program.instructions.count }

    /// The instruction that `step` would execute.
    public var nextInstruction: Instruction? { isPassComplete ? nil : program.instructions[pc] }

    /// Begins the next pass, over new tokens that stand behind those of the passes before.
    ///
    /// - Precondition: the program takes `ids` and `positions`.
    public mutating func begin(ids: [Int32]) throws(MachineError) {
        guard !ids.isEmpty else { throw .noTokens }
        try beginPass(ids, supply?(nextPosition..<nextPosition + ids.count) ?? [:])
    }

    /// Begins a pass of a program that has no tokens, but other inputs, which are given by name.
    public mutating func begin(given: [String: Value]) throws(MachineError) {
        try beginPass([], given)
    }

    private mutating func beginPass(_ ids: [Int32], _ given: [String: Value]) throws(MachineError) {
        guard isPassComplete else { throw .passUnfinished(pc: pc, count: program.instructions.count) }
        if let tape {
            // Its passes stand where they stood; caches are on the tape.
            let next = current == nil ? 0 : passIndex + 1
            advance()
            return enter(PassRecord(ids: ids, firstPosition: tape.pass(next).firstPosition, carried: [], given: given))
        }
        let known = Set(program.carries.map(\.input))
        if let missing = program.inputs.first(where: { input in
            !["ids", "positions"].contains(input.name) && !known.contains(input.register) && given[input.name] == nil
        }) { throw .missingInput(missing.name) }
        let position = nextPosition
        let carried = program.carries.map { carry in
            current == nil ? CacheView(rowLength: carry.rowLength) : cache(in: carry.result)
        }
        advance()
        enter(PassRecord(ids: ids, firstPosition: position, carried: carried, given: given))
    }

    /// Where the tokens of the next pass begin.
    private var nextPosition: Int { current.map { $0.firstPosition + $0.ids.count } ?? 0 }

    /// The pass at hand becomes one of those before.
    private mutating func advance() {
        guard let current else { return }
        passIndex += 1
        if retention.keepsHistory { history.append(current) }
    }

    /// Executes the next instruction.
    ///
    /// - Returns: false when the pass was complete already.
    @discardableResult
    public mutating func step() throws(MachineError) -> Bool {
        guard let instruction = nextInstruction else { return false }
        guard tape == nil else {
            pc += 1
            return true
        }
        try restoreOperands(of: instruction)
        let operands = self.operands(of: instruction)
        let listeners = observers.isEmpty ? [] : observers.filter { $0.wants(instruction) }
        let value = try execute(instruction, operands)
        keep(value, of: instruction)
        pc += 1
        for observer in listeners {
            observer.didExecute(instruction, operands: operands, value: value, pass: passIndex)
        }
        return true
    }

    /// Executes the rest of the pass.
    public mutating func run() throws(MachineError) {
        while try step() {}
    }

    /// Goes one instruction back: within the pass, or to the end of the pass before.
    ///
    /// Values that were set at the pc that is left are what they were before.
    ///
    /// - Returns: false at the very beginning, and where earlier passes are not remembered.
    @discardableResult
    public mutating func back() throws(MachineError) -> Bool {
        if pc > 0, current != nil {
            pc -= 1
            release(program.instructions[pc].result)
            undoEdits(madeAfter: pc)
            return true
        }
        guard let previous = history.popLast() else { return false }
        passIndex -= 1
        enter(previous)
        if tape == nil { try rerun(to: program.instructions.count) } else { pc = program.instructions.count }
        return true
    }

    /// Goes back to the beginning of the pass. What was set in it is forgotten.
    public mutating func rewind() {
        guard var record = current else { return }
        record.edits = []
        enter(record)
    }

    /// A copy that goes its own way. Nobody observes it.
    public func fork() -> Machine {
        var copy = self
        copy.observers = []
        return copy
    }

    // MARK: What the facets share

    /// Puts the machine before the first instruction of a pass.
    mutating func enter(_ record: PassRecord) {
        current = record
        pc = 0
        values = Array(repeating: nil, count: program.registerCount)
        keptBytes = 0
        let positions = (0..<record.ids.count).map { Int32(record.firstPosition + $0) }
        var carried = record.carried.makeIterator()
        for input in program.inputs {
            switch input.name {
            case "ids": values[input.register.index] = .indices(Indices([record.ids.count], record.ids))
            case "positions": values[input.register.index] = .indices(Indices([positions.count], positions))
            default:
                if let value = record.given[input.name] {
                    values[input.register.index] = value
                } else if let view = carried.next() {
                    values[input.register.index] = .cache(view)
                } else {
                    precondition(tape != nil, "nothing gives or carries \(input.name)")
                }
            }
        }
    }

    mutating func updateCurrent(_ change: (inout PassRecord) -> Void) {
        guard var record = current else { return }
        change(&record)
        current = record
    }

    mutating func move(to pc: Int) {
        self.pc = pc
    }

    /// Replaces what a register holds.
    mutating func write(_ value: Value?, to register: Register) {
        let isResult = register.index >= program.inputs.count
        if isResult { keptBytes += (value?.byteCount ?? 0) - (values[register.index]?.byteCount ?? 0) }
        values[register.index] = value
    }

    mutating func release(_ register: Register) {
        write(nil, to: register)
    }

    private func cache(in register: Register) -> CacheView {
        guard case .cache(let view)? = values[register.index] else {
            preconditionFailure("\(program.name(of: register)) is carried, but holds no cache view")
        }
        return view
    }
}
