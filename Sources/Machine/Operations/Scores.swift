import Tensors

/// The attention scores.
public struct Scores: Operation {
    public static let mnemonic = "scores"
    public static let documentation = OperationDocumentation(
        summary: "How well each query meets each key, for every head, before the mask. H/K query heads share one key head.",
        formula: "y[h, t, s] = q[t, h] · keys[s, ⌊h·K/H⌋] / √d",
        shapes: "q [T, H·d], keys [S, K·d] → [H, T, S]",
        numerics: "products summed in Float, then scaled",
        cost: "2·H·T·S·d flops; reads no weights",
        source: "Vaswani et al. 2017; Ainslie et al. 2023 (grouped queries); transformers eager_attention_forward")

    public let heads: Int
    public let keyValueHeads: Int
    public let headSize: Int

    public var attributes: String { "1/√\(headSize)" }

    public func execute(_ operands: Operands) throws(OperationError) -> Value {
        let (q, keys) = (operands.tensor(0), operands.cache(1))
        try requireAddressable([heads, q.shape.rowCount, keys.count])
        return .tensor(Kernels.attentionScores(
            q, keys: keys, heads: heads, keyValueHeads: keyValueHeads,
            scale: 1 / Float(headSize).squareRoot()))
    }

    /// Scores grow with the square of the pass; a pass that is far too long is refused before memory is asked for.
    private func requireAddressable(_ extents: [Int]) throws(OperationError) {
        let limit = 1 << 36
        let (plane, overflow) = extents[1].multipliedReportingOverflow(by: extents[2])
        guard !overflow, plane < limit / max(extents[0], 1) else {
            throw OperationError("scores of \(Shape(extents)) are too large for one pass; cut the prompt into batches")
        }
    }

    public func flops(_ operands: [Shape], result: Shape) -> Int { 2 * result.elementCount * headSize }
}

extension ProgramBuilder {
    public func scores(
        _ q: Register, keys: Register, heads: Int, keyValueHeads: Int, headSize: Int, as name: String
    ) -> Register {
        append(
            Scores(heads: heads, keyValueHeads: keyValueHeads, headSize: headSize), from: [q, keys],
            shape: [.fixed(heads), .newPositions, .visibleKeys], as: name)
    }
}
