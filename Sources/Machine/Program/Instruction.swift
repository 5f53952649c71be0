/// A place for one value of a pass. Written once, by the pass's inputs or by one instruction.
public struct Register: Hashable, Sendable {
    /// Inputs come first, then one register per instruction.
    let index: Int
}

/// One line of a program: `result ← operation(operands)`, under a unique name.
public struct Instruction: Sendable {
    /// Where it stands in the program, from 0.
    public let pc: Int
    /// The name of the value it computes, unique in the program, for example `layers.3.attn.pattern`.
    public let name: String
    public let operation: any Operation
    public let operands: [Register]
    public let result: Register
    public let shape: SymbolicShape
    /// How many heads lie side by side in a row of the result; nil where rows are not split into heads.
    public let heads: Int?

    public var mnemonic: String { operation.mnemonic }
}
