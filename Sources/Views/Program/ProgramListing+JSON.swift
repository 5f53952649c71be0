import JSON
import Machine

extension ProgramListing {
    /// Every instruction with what it reads. For machines.
    ///
    /// - Parameter range: which instructions; nil takes all
    public func json(_ range: Range<Int>? = nil) -> JSONValue {
        .array(program.instructions[clamped(range)].map { instruction in
            [
                "pc": .int(instruction.pc), "name": .string(instruction.name), "operation": .string(instruction.mnemonic),
                "attributes": .string(instruction.operation.attributes),
                "operands": .array(instruction.operands.map { .string(program.name(of: $0)) }),
                "weights": .array(instruction.operation.weights.map { .string($0.name) }),
                "shape": .string(instruction.shape.description),
            ]
        })
    }
}
