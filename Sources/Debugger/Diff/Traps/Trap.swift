import Llama4
import Machine
import Tensors

/// A mistake that ports of Llama 4 have made before: what it does to an operation, so that it can be tried on the other side's own
/// inputs. If what comes out is what the other side has, that is very likely what happened there.
public struct Trap: Sendable {
    /// One word for options and JSON, as `rope-half-split`.
    public let name: String
    /// What the other side does, in a few words.
    public let title: String
    /// What is right, and where the mistake has been seen.
    public let remedy: String
    /// The operation as the mistake runs it; nil where the mistake changes nothing.
    let run: @Sendable (Site) throws -> ReferenceValue?

    /// Where a mistake is tried.
    struct Site {
        let instruction: Instruction
        let operands: [ReferenceValue]
        let evaluator: ReferenceEvaluator
        let program: Program
        let lookup: ReferenceEvaluator.Lookup

        /// Another value of the same layer: `sibling("up")` of `layers.3.mlp.gate` is `layers.3.mlp.up`.
        func sibling(_ name: String) throws -> ReferenceValue? { try lookup(siblingName(name)) }

        func siblingOperation(_ name: String) -> (any Operation)? {
            program.instruction(named: siblingName(name))?.operation
        }

        /// The last part of the value's name.
        var shortName: String { instruction.name.split(separator: ".").last.map(String.init) ?? instruction.name }

        private func siblingName(_ name: String) -> String {
            instruction.name.split(separator: ".").dropLast().joined(separator: ".") + "." + name
        }

        /// The layer that the value belongs to.
        var layer: Config.Layer? {
            guard let index = ProgramScopes.layer(of: instruction.name) else { return nil }
            return evaluator.config.layers.indices.contains(index) ? evaluator.config.layers[index] : nil
        }
    }

    func result(
        _ instruction: Instruction, _ operands: [ReferenceValue], _ evaluator: ReferenceEvaluator, _ program: Program,
        _ lookup: @escaping ReferenceEvaluator.Lookup
    ) throws -> ReferenceValue? {
        try run(Site(instruction: instruction, operands: operands, evaluator: evaluator, program: program, lookup: lookup))
    }

    /// Every mistake that is known, in the order of the pass.
    public static let all: [Trap] = norms + rotation + masks + temperatures + heads + experts + gates + precision + layers
}
