import Machine
import Tensors

/// The end of the program, from the residual stream to the logits: the final norm and the output head, as the pass itself
/// runs them.
///
/// Nothing is computed in another way here: the instructions' own operations are executed on other operands.
struct OutputHead {
    /// The final norm; its operand is the last value of the residual stream.
    let norm: Instruction
    /// The output head, whose result are the logits.
    let logits: Instruction
    let scale: RMSNorm
    let matrix: Linear

    /// nil for a program that doesn't end in a norm and a linear layer.
    init?(_ program: Program) {
        guard let logits = program.instructions.last, let matrix = logits.operation as? Linear else { return nil }
        var source = logits.operands.first
        // Where only the last position is wanted, a selection stands in between.
        while let register = source, let writer = program.instruction(writing: register), writer.operation is LastRow {
            source = writer.operands.first
        }
        guard let register = source, let norm = program.instruction(writing: register), let scale = norm.operation as? RMSNorm else { return nil }
        (self.norm, self.logits, self.scale, self.matrix) = (norm, logits, scale, matrix)
    }

    /// The last value of the residual stream.
    var stream: Register { norm.operands[0] }

    /// Numbers in a row of the residual stream.
    var width: Int { matrix.matrix.inputs }
    var vocabularySize: Int { matrix.matrix.outputs }

    /// What the pass would predict if it ended with these rows, [n, D] → [n, V].
    func logits(of rows: Tensor) throws -> Tensor {
        let normed = try norm.operation.execute(Operands([.tensor(rows)]))
        return try logits.operation.execute(Operands([normed])).tensor
    }
}

extension Program {
    /// The output head, or a refusal.
    var outputHead: OutputHead {
        get throws(Refusal) {
            guard let head = OutputHead(self) else { throw Refusal("The program doesn't end in a norm and an output head, so there is nothing to ask with.") }
            return head
        }
    }
}
