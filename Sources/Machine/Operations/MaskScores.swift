import Tensors

/// Hides what the mask forbids.
public struct MaskScores: Operation {
    public static let mnemonic = "mask_scores"
    public static let documentation = OperationDocumentation(
        summary: "Hides what the mask forbids: −∞ there, the score elsewhere.",
        formula: "y[h, t, s] = scores[h, t, s] if mask[t, s] = 1, else −∞",
        shapes: "scores [H, T, S], mask [T, S] → [H, T, S]",
        cost: "no flops; reads no weights",
        source: "transformers eager_attention_forward")

    public func execute(_ operands: Operands) throws(OperationError) -> Value {
        .tensor(Kernels.maskScores(operands.tensor(0), operands.mask(1)))
    }

    public func flops(_ operands: [Shape], result: Shape) -> Int { 0 }
}

extension ProgramBuilder {
    public func maskScores(_ scores: Register, mask: Register, as name: String) -> Register {
        append(MaskScores(), from: [scores, mask], shape: shape(of: scores), as: name)
    }
}
