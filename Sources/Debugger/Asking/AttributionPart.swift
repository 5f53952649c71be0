/// What one part of the model has added to a token's logit.
struct AttributionPart: Hashable, Sendable {
    enum Kind: Hashable, Sendable {
        case embedding
        case attention
        case head(Int)
        /// The bias of an attention's output, where heads are told apart.
        case bias
        case dense
        /// A chosen expert, and which choice it was.
        case expert(Int, choice: Int)
        case shared
        /// What a value has that its parts have not: it was changed by hand, or by a patch.
        case change
        case other
    }

    /// The value that was added to the stream.
    let name: String
    let layer: Int?
    let kind: Kind
    let amount: Double

    /// In a few words: `layers.1.attn head 3`, `layers.2.moe expert 0`.
    var label: String {
        let scope = layer.map { "layers.\($0)." } ?? ""
        switch kind {
        case .embedding: return name
        case .attention: return scope + "attn"
        case .head(let head): return scope + "attn head \(head)"
        case .bias: return scope + "attn bias"
        case .dense: return scope + "mlp"
        case .expert(let expert, _): return scope + "moe expert \(expert)"
        case .shared: return scope + "moe shared"
        case .change: return name + " changed"
        case .other: return name
        }
    }

    /// The kind in a word, for machines.
    var word: String {
        switch kind {
        case .embedding: "embed"
        case .attention: "attention"
        case .head: "head"
        case .bias: "bias"
        case .dense: "dense"
        case .expert: "expert"
        case .shared: "shared"
        case .change: "change"
        case .other: "other"
        }
    }
}
