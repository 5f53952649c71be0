import JSON
import Llama4
import Tensors
import Views

/// Which routing to show: of a layer, or the map of all layers.
public struct RouterRequest: Hashable, Sendable {
    /// nil shows a token × layer map.
    public var layer: Int?
    /// The tokens to show.
    public var rows: Range<Int>?
    /// Margins below are marked.
    public var smallMargin: Float = 0.05

    public init(layer: Int? = nil) {
        self.layer = layer
    }

    public func answer(_ state: ViewState, _ style: TextStyle) throws(Refusal) -> ViewAnswer {
        guard let layer else { return try map(state, style) }
        let config = try state.layer(layer)
        guard config.feedForward == .mixtureOfExperts else {
            let mixtures = state.model.config.layers.filter { $0.feedForward == .mixtureOfExperts }.map { String($0.index) }
            throw Refusal("Layer \(layer) is dense: it has no router. " + (mixtures.isEmpty ? "No layer has one." : "Layers with experts: \(mixtures.joined(separator: ", "))."))
        }
        let scope = "layers.\(layer).moe."
        let logits = try state.value(scope + "router_logits").tensor
        guard case .indices(let chosen) = try state.value(scope + "router_indices") else { throw Refusal("The choice is no choice.") }
        let scores = try state.value(scope + "router_scores").tensor
        let view = RouterView(
            logits: logits, chosen: chosen, scores: scores, labels: state.labels, firstPosition: state.machine?.firstPosition ?? 0,
            smallMargin: smallMargin)
        let separator = " \(style.glyphs.separator) "
        let title = "layer \(layer)\(separator)top-\(state.model.config.expertsPerToken) of \(view.expertCount)"
            + "\(separator)the score scales the expert's input"
        return ViewAnswer(text: ViewState.heading(title, style) + view.text(style, positions: rows), json: view.json)
    }

    private func map(_ state: ViewState, _ style: TextStyle) throws(Refusal) -> ViewAnswer {
        var layers: [RouterMap.Layer] = []
        var missing = 0
        let count = state.machine?.ids.count ?? 0
        for layer in state.model.config.layers {
            if layer.feedForward == .dense {
                layers.append(.dense)
            } else if case .indices(let chosen)? = try? state.value("layers.\(layer.index).moe.router_indices") {
                layers.append(.experts(chosen))
            } else {
                missing += 1
            }
        }
        let mixtures = state.model.config.layers.count { $0.feedForward == .mixtureOfExperts }
        guard mixtures > 0 else { throw Refusal("The model has no layer with experts: all are dense.") }
        guard missing < mixtures, count > 0 else {
            throw Refusal("No router has chosen yet. `until router`, then `step`, or `token` to run the pass.")
        }
        let map = RouterMap(layers, labels: state.labels, firstPosition: state.machine?.firstPosition ?? 0)
        let note = missing > 0 ? "\(missing.times("layer")) still to come.\n" : ""
        return ViewAnswer(text: map.text(style, positions: rows) + note, json: map.json)
    }
}
