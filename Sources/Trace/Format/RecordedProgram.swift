import Machine
import Tensors

/// An input of a recorded program.
public struct RecordedInput: Hashable, Sendable {
    public var name: String
    public var shape: SymbolicShape

    public init(name: String, shape: SymbolicShape) {
        (self.name, self.shape) = (name, shape)
    }
}

/// An instruction of a recorded program.
public struct RecordedInstruction: Hashable, Sendable {
    public struct Weight: Hashable, Sendable {
        /// The checkpoint's key.
        public var key: String
        public var dtype: String
        public var shape: [Int]

        public init(key: String, dtype: String, shape: [Int]) {
            (self.key, self.dtype, self.shape) = (key, dtype, shape)
        }
    }

    /// The name of the value it computes.
    public var name: String
    /// The mnemonic of its operation.
    public var operation: String
    /// What a listing prints behind the mnemonic.
    public var attributes: String
    /// The names of the values it reads.
    public var operands: [String]
    public var weights: [Weight]
    public var shape: SymbolicShape
    /// How many heads lie side by side in a row.
    public var heads: Int?

    public init(
        name: String, operation: String, attributes: String = "", operands: [String], weights: [Weight] = [],
        shape: SymbolicShape, heads: Int? = nil
    ) {
        (self.name, self.operation, self.attributes) = (name, operation, attributes)
        (self.operands, self.weights, self.shape, self.heads) = (operands, weights, shape, heads)
    }

    public init(_ instruction: Instruction, in program: Program) {
        self.init(
            name: instruction.name, operation: instruction.mnemonic, attributes: instruction.operation.attributes,
            operands: instruction.operands.map(program.name(of:)),
            weights: instruction.operation.weights.map {
                Weight(key: $0.name, dtype: $0.encoding.rawValue, shape: $0.shape.extents)
            },
            shape: instruction.shape, heads: instruction.heads)
    }
}

extension Program {
    /// The program as a trace's header lists it.
    public var recorded: (inputs: [RecordedInput], instructions: [RecordedInstruction]) {
        (inputs.map { RecordedInput(name: $0.name, shape: $0.shape) }, instructions.map { RecordedInstruction($0, in: self) })
    }
}
