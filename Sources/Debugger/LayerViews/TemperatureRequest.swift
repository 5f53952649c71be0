import JSON
import Machine
import Tensors
import Views

/// Which part of temperature tuning to show.
public struct TemperatureRequest: Hashable, Sendable {
    /// The last position of the curve.
    public var last: Int?
    /// A NoPE layer and a head, to see what the factor does to the last query's attention.
    public var layer: Int?
    public var head = 0

    public init() {}

    public func answer(_ state: ViewState, _ style: TextStyle) throws(Refusal) -> ViewAnswer {
        let config = state.model.config
        let tempered = config.layers.filter { !$0.usesRope }
        guard config.usesTemperatureTuning, !tempered.isEmpty else {
            throw Refusal("This model doesn't tune temperature: " + (tempered.isEmpty ? "it has no NoPE layers." : "its config switches attn_temperature_tuning off."))
        }
        if let last, last < 1 { throw Refusal("--to takes a position from 1 on.") }
        let view = TemperatureView(
            TemperatureScale(scale: config.temperatureScale, floor: config.temperatureFloor), to: last, row: try row(state))
        let layers = tempered.map { String($0.index) }.joined(separator: ", ")
        let title = "temperature tuning \(style.glyphs.separator) the queries of NoPE layers: \(layers)"
        return ViewAnswer(text: ViewState.heading(title, style) + view.text(style), json: view.json())
    }

    /// The last query's scores in the chosen layer; nil where none is chosen.
    private func row(_ state: ViewState) throws(Refusal) -> TemperedRow? {
        guard let layer else { return nil }
        guard try !state.layer(layer).usesRope else { throw Refusal("Layer \(layer) uses RoPE; only NoPE layers tune their temperature.") }
        let scores = try state.value("layers.\(layer).attn.masked_scores").tensor
        guard (0..<scores.shape[0]).contains(head) else {
            throw Refusal("There is no head \(head): the layer has heads 0 to \(scores.shape[0] - 1).")
        }
        let factors = try state.value("temperature").tensor
        let length = scores.shape.rowLength
        let first = ((head + 1) * scores.shape[1] - 1) * length
        let row = scores.withUnsafeBuffer { Array($0[first..<first + length]) }
        return TemperedRow(scores: row, factor: factors[flat: factors.count - 1])
    }
}
