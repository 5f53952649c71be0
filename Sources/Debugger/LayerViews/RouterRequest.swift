import JSON
import Llama4
import Machine
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
    /// Whether the tokens of earlier passes are shown too.
    public var joinsPasses = false

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
        let (values, first) = try self.values([scope + "router_logits", scope + "router_indices"], state)
        guard case .indices(let chosen) = values[1] else { throw Refusal("The choice is no choice.") }
        // Right behind the choice the scores are not computed yet, and they follow from what is there.
        let computed = try? self.values([scope + "router_scores"], state).0[0].tensor
        let scores = computed.flatMap { $0.shape == chosen.shape ? $0 : nil } ?? Kernels.sigmoid(values[0].tensor, at: chosen)
        let view = RouterView(
            logits: values[0].tensor, chosen: chosen, scores: scores, labels: state.labels, firstPosition: first,
            smallMargin: smallMargin)
        let separator = " \(style.glyphs.separator) "
        let title = "layer \(layer)\(separator)top-\(state.model.config.expertsPerToken) of \(view.expertCount)"
            + "\(separator)the score scales the expert's input"
        return ViewAnswer(text: ViewState.heading(title, style) + view.text(style, positions: rows), json: view.json)
    }

    /// Values of this pass or of all, and the position of their first row.
    private func values(_ names: [String], _ state: ViewState) throws(Refusal) -> ([Value], firstPosition: Int) {
        var values: [Value] = []
        var first = state.machine?.firstPosition ?? 0
        for name in names {
            if joinsPasses {
                let joined = try state.joined(name)
                values.append(joined.value)
                first = joined.firstPosition
            } else {
                values.append(try state.value(name))
            }
        }
        return (values, first)
    }

    private func map(_ state: ViewState, _ style: TextStyle) throws(Refusal) -> ViewAnswer {
        var layers: [RouterMap.Layer] = []
        var missing = 0
        var first = state.machine?.firstPosition ?? 0
        let count = state.machine?.ids.count ?? 0
        for layer in state.model.config.layers {
            if layer.feedForward == .dense {
                layers.append(.dense)
            } else if let (values, position) = try? values(["layers.\(layer.index).moe.router_indices"], state),
                case .indices(let chosen) = values[0]
            {
                layers.append(.experts(chosen))
                first = position
            } else {
                missing += 1
            }
        }
        let mixtures = state.model.config.layers.count { $0.feedForward == .mixtureOfExperts }
        guard mixtures > 0 else { throw Refusal("The model has no layer with experts: all are dense.") }
        guard missing < mixtures, count > 0 else {
            throw Refusal("No router has chosen yet. `until router`, then `step`, or `token` to run the pass.")
        }
        let map = RouterMap(layers, labels: state.labels, firstPosition: first)
        let note = missing > 0 ? "\(missing.times("layer")) still to come.\n" : ""
        return ViewAnswer(text: map.text(style, positions: rows) + note, json: map.json)
    }
}
