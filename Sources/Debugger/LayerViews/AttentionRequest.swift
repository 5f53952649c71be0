import JSON
import Tensors
import Views

/// Which attention pattern to show: of a layer, and of one head or all.
public struct AttentionRequest: Hashable, Sendable {
    public enum Kind: Hashable, Sendable {
        /// The grid with the strongest link of every query.
        case grid
        /// The strongest links of every query.
        case links(Int)
        /// How spread every head is.
        case entropy
    }

    public var layer: Int
    /// nil shows all heads.
    public var head: Int?
    public var kind = Kind.grid
    /// The queries whose links are shown.
    public var rows: Range<Int>?

    public init(layer: Int) {
        self.layer = layer
    }

    public func answer(_ state: ViewState, _ style: TextStyle) throws(Refusal) -> ViewAnswer {
        let config = try state.layer(layer)
        guard case .mask(let mask) = try state.value("layers.\(layer).attn.mask") else { throw Refusal("The mask is no mask.") }
        let pattern = try state.value("layers.\(layer).attn.pattern").tensor
        let view = AttentionView(pattern, mask: mask, labels: state.labels)
        if let head, !view.heads.indices.contains(head) {
            throw Refusal("There is no head \(head): the layer has heads 0 to \(view.heads.count - 1).")
        }
        let title = ViewState.heading(state.title(config, style), style)
        switch (kind, head) {
        case (.entropy, _): return ViewAnswer(text: title + view.entropiesText(style), json: view.json())
        case (.links(let count), let head): 
            return ViewAnswer(text: title + view.linksText(head: head ?? 0, count: count, positions: rows, style), json: view.json(links: count))
        case (.grid, let head?): return ViewAnswer(text: title + view.text(head: head, style), json: view.json(links: 3))
        case (.grid, nil): return ViewAnswer(text: title + view.headsText(style), json: view.json())
        }
    }
}
