import JSON
import Tensors
import Views

/// Which mask to show, as one asks for it: `mask`, `mask 3`, `mask --chunk 3 --tokens "What,▁is,▁ch"`.
public struct MaskRequest: Hashable, Sendable {
    /// nil shows a full and a chunked layer side by side.
    public var layer: Int?
    /// Another chunk than the layer's.
    public var chunk: Int?
    /// Texts in place of the prompt's tokens.
    public var tokens: [String]?
    /// The queries to show.
    public var rows: Range<Int>?

    public init() {}

    /// The picture. Without tokens of its own it shows those of the state.
    public func answer(_ state: ViewState, _ style: TextStyle) throws(Refusal) -> ViewAnswer {
        if let chunk, chunk < 1 { throw Refusal("A chunk has at least one position.") }
        guard tokens?.isEmpty != true else { throw Refusal("--tokens needs texts with commas between them.") }
        if let layer {
            let config = try state.layer(layer)
            let mask = try mask(state, chunk: chunk ?? config.chunk)
            let shown = chunk != nil && chunk != config.chunk ? ", shown with chunks of \(chunk ?? 0)" : ""
            let view = view(mask, state)
            let title = state.title(config, style) + "\(shown) \(style.glyphs.separator) \(mask.queryCount) × \(mask.keyCount), \(view.summary)"
            return ViewAnswer(text: ViewState.heading(title, style) + view.text(style), json: json([(layer, mask)], state))
        }
        if let chunk {
            let mask = try mask(state, chunk: chunk)
            return ViewAnswer(text: view(mask, state, ruled: false).text(style), json: json([(nil, mask)], state))
        }
        return try pair(state, style)
    }

    /// The picture of a rule alone, for no model: tokens and a chunk are given, or none for a full mask.
    public func answer(_ style: TextStyle) throws(Refusal) -> ViewAnswer {
        guard layer == nil else { throw Refusal("A layer belongs to a model; give the model too.") }
        guard let tokens, !tokens.isEmpty else { throw Refusal("Give the tokens: mask --chunk 3 --tokens What,▁is,▁it,?") }
        if let chunk, chunk < 1 { throw Refusal("A chunk has at least one position.") }
        let mask = AttentionMask(chunk: chunk, firstQuery: 0, queryCount: tokens.count, firstKey: 0, keyCount: tokens.count)
        let view = MaskView(mask, labels: TokenLabels(tokens), positions: rows)
        return ViewAnswer(text: view.text(style), json: view.json)
    }

    /// A layer that sees everything beside one that sees its chunk.
    private func pair(_ state: ViewState, _ style: TextStyle) throws(Refusal) -> ViewAnswer {
        let layers = state.model.config.layers
        guard let full = layers.first(where: { $0.chunk == nil }), let chunked = layers.first(where: { $0.chunk != nil }) else {
            let mask = try mask(state, chunk: layers.first?.chunk ?? nil)
            return ViewAnswer(text: "All layers see the same.\n" + view(mask, state).text(style), json: json([(nil, mask)], state))
        }
        let masks = (try mask(state, chunk: nil), try mask(state, chunk: chunked.chunk))
        // Both share their columns, so the chunked one is shown over all keys.
        let pair = MaskPair(
            masks.0, titled: state.title(full, style), masks.1, titled: state.title(chunked, style),
            labels: labels(state), ruler: chunked.chunk, positions: rows)
        return ViewAnswer(text: pair.text(style), json: json([(full.index, masks.0), (chunked.index, masks.1)], state))
    }

    private func view(_ mask: AttentionMask, _ state: ViewState, ruled: Bool = true) -> MaskView {
        MaskView(mask, labels: labels(state), ruler: ruled ? mask.chunk : nil, positions: rows)
    }

    private func labels(_ state: ViewState) -> TokenLabels {
        tokens.map { TokenLabels($0) } ?? state.labels
    }

    /// The rule over the tokens at hand: it needs no pass to be known.
    private func mask(_ state: ViewState, chunk: Int?) throws(Refusal) -> AttentionMask {
        if let tokens { return AttentionMask(chunk: chunk, firstQuery: 0, queryCount: tokens.count, firstKey: 0, keyCount: tokens.count) }
        guard let machine = state.machine, !machine.ids.isEmpty else {
            throw Refusal("There are no tokens yet. Type `prompt TEXT` first, or give them: mask --chunk 3 --tokens What,▁is,▁it,?")
        }
        let (first, count) = (machine.firstPosition, machine.ids.count)
        // A single new position sees few keys of a long text: what it can't see at all is not worth a column.
        let firstKey = count == 1 && layer != nil ? AttentionMask.firstVisible(from: first, chunk: chunk) : 0
        return AttentionMask(chunk: chunk, firstQuery: first, queryCount: count, firstKey: firstKey, keyCount: first + count - firstKey)
    }

    private func json(_ masks: [(layer: Int?, mask: AttentionMask)], _ state: ViewState) -> JSONValue {
        .array(masks.map { layer, mask in
            ["layer": layer.map { .int($0) } ?? .null, "mask": MaskView(mask, labels: labels(state), positions: rows).json]
        })
    }
}
