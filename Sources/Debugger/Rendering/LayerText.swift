import Llama4

/// What kind of layer it is, in words.
enum LayerText {
    static func kind(_ layer: Config.Layer) -> String {
        let attention = layer.chunk.map { "chunked by \($0)" } ?? "full causal"
        return "\(layer.usesRope ? "RoPE" : "NoPE"), \(attention), \(layer.feedForward == .dense ? "dense" : "MoE")"
    }
}
