import Tensors

/// Values that were computed elsewhere, pass by pass: what a machine plays in place of executing anything.
///
///     var machine = Machine(playing: tape)
///     try machine.begin(ids: tape.pass(0).ids)
///     while try machine.step() {}                  // nothing is computed
///     let logits = try machine.value(named: "logits").tensor
public protocol Tape: AnyObject {
    /// What was run.
    var program: Program { get }
    var passCount: Int { get }

    /// The tokens of a pass, and the absolute position of the first one.
    ///
    /// - Precondition: there is such a pass.
    func pass(_ index: Int) -> (ids: [Int32], firstPosition: Int)

    /// What an instruction computed in a pass; nil if nobody wrote that down.
    func value(of instruction: Instruction, pass: Int) throws(MachineError) -> Value?
}

extension Machine {
    /// A machine that stands before the first pass of a tape.
    public init(playing tape: any Tape) {
        self.init(tape.program, retention: .everything)
        self.tape = tape
    }

    /// Begins the next pass of the tape.
    ///
    /// - Returns: false at the tape's end.
    public mutating func beginRecordedPass() throws(MachineError) -> Bool {
        let next = current == nil ? 0 : passIndex + 1
        guard let tape, next < tape.passCount else { return false }
        try begin(ids: tape.pass(next).ids)
        return true
    }

    /// What the tape holds for a register, at this point of the pass.
    func recordedValue(of register: Register, on tape: any Tape) throws(MachineError) -> Value {
        let name = program.name(of: register)
        if let input = values[register.index] { return input }
        guard let instruction = program.instruction(writing: register) else { throw .notRecorded(name: name) }
        guard instruction.pc < pc else { throw .notComputed(name: name, pc: instruction.pc, atPC: pc) }
        guard let value = try tape.value(of: instruction, pass: passIndex) else { throw .notRecorded(name: name) }
        return value
    }
}
