import Machine
import Tensors

/// The weights that one token reads: every linear layer, and as many experts as the router chooses.
///
/// Which experts those are makes no difference to the time; the first ones stand for them.
struct BenchmarkWeights {
    private let matrices: [WeightMatrix]

    init(_ program: Program) {
        matrices = program.instructions.flatMap { instruction in
            instruction.operation.matricesRead { operand in
                // The only operand that decides what is read: who was chosen.
                guard let chosen = program.instruction(writing: instruction.operands[operand])?.shape.rowLength else { return nil }
                return .indices(Indices([1, chosen], (0..<Int32(clamping: chosen)).map { $0 }))
            }
        }
    }

    var byteCount: Int { matrices.reduce(0) { $0 + $1.byteCount } }

    /// Reads as many bytes as these matrices have, where they lie, and does nothing with them.
    ///
    /// - Returns: something that depends on every byte, so that no read is left out.
    func plainRead() -> UInt64 {
        matrices.reduce(0) { $0 &+ Kernels.plainRead($1) }
    }
}
