import Tensors

/// Full causal attention: a query sees itself and everything before.
public struct CausalMask: Operation {
    public static let mnemonic = "causal_mask"
    public static let documentation = OperationDocumentation(
        summary: "Full causal attention: a query sees itself and every position before it. NoPE layers use it.",
        formula: "y[t, s] = 1 if key position ≤ query position, else 0",
        shapes: "positions [T], keys [S, ·] → [T, S]",
        numerics: "a rule; it becomes numbers only where somebody looks",
        cost: "none",
        source: "transformers create_causal_mask")

    public func execute(_ operands: Operands) throws(OperationError) -> Value {
        .mask(mask(operands, chunk: nil))
    }

    public func flops(_ operands: [Shape], result: Shape) -> Int { 0 }
}

/// Chunked attention: causal, and only within the query's own chunk.
public struct ChunkedMask: Operation {
    public static let mnemonic = "chunked_mask"
    public static let documentation = OperationDocumentation(
        summary: "Chunked attention: a query sees itself and what came before it in its own chunk. The first token of a chunk sees only itself. RoPE layers use it.",
        formula: "y[t, s] = 1 if key position ≤ query position and ⌊query/c⌋ = ⌊key/c⌋, else 0",
        shapes: "positions [T], keys [S, ·] → [T, S]",
        numerics: "a rule; c counts absolute positions, it is no sliding window",
        cost: "none",
        example: "c = 3: position 3 sees 3; position 5 sees 3, 4, 5",
        source: "Llama 4 release notes (iRoPE); transformers create_chunked_causal_mask")

    public let chunk: Int

    public var attributes: String { "\(chunk)" }

    public func execute(_ operands: Operands) throws(OperationError) -> Value {
        .mask(mask(operands, chunk: chunk))
    }

    public func flops(_ operands: [Shape], result: Shape) -> Int { 0 }
}

private func mask(_ operands: Operands, chunk: Int?) -> AttentionMask {
    let (positions, keys) = (operands.indices(0), operands.cache(1))
    return AttentionMask(
        chunk: chunk, firstQuery: Int(positions.values[0]), queryCount: positions.count,
        firstKey: keys.firstPosition, keyCount: keys.count)
}

extension ProgramBuilder {
    /// - Parameter chunk: positions per chunk; nil is full causal attention.
    public func mask(positions: Register, keys: Register, chunk: Int?, as name: String) -> Register {
        let shape: SymbolicShape = [.newPositions, .visibleKeys]
        if let chunk {
            return append(ChunkedMask(chunk: chunk), from: [positions, keys], shape: shape, as: name)
        }
        return append(CausalMask(), from: [positions, keys], shape: shape, as: name)
    }
}
