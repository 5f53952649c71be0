import Tensors

/// Appends new keys or values to those that the layer remembers.
public struct AppendCache: Operation {
    public static let mnemonic = "append_cache"
    public static let documentation = OperationDocumentation(
        summary: "Appends the new keys (or values) to the cached ones. A chunked layer lets go what lies before the chunk of the first new position.",
        formula: "y = cached[c..] ‖ x,  c = ⌊first position / chunk⌋ · chunk",
        shapes: "cached [·, K·d], x [T, K·d], positions [T] → [S, K·d]",
        numerics: "kept in Float, never rounded",
        cost: "no flops; writes T rows",
        source: "transformers DynamicCache, StaticSlidingWindowLayer")

    /// Positions per attention chunk; nil keeps everything.
    public let chunk: Int?

    public var attributes: String { chunk.map { "chunk \($0)" } ?? "" }

    public func execute(_ operands: Operands) throws(OperationError) -> Value {
        let firstPosition = Int(operands.indices(2).values[0])
        let visible = AttentionMask.firstVisible(from: firstPosition, chunk: chunk)
        return .cache(operands.cache(0).dropping(before: visible).appending(operands.tensor(1)))
    }

    public func flops(_ operands: [Shape], result: Shape) -> Int { 0 }
}

extension ProgramBuilder {
    public func appendCache(
        _ x: Register, to cached: Register, positions: Register, chunk: Int?, as name: String
    ) -> Register {
        guard let rowLength = shape(of: x).rowLength else { preconditionFailure("rows of unknown length") }
        let result = append(
            AppendCache(chunk: chunk), from: [cached, x, positions], shape: [.visibleKeys, .fixed(rowLength)],
            heads: heads(of: x), as: name)
        carry(result, to: cached, rowLength: rowLength)
        return result
    }
}
