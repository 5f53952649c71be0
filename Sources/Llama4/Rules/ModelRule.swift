/// One knob of the architecture, turned away from what the checkpoint says. Each changes one thing and leaves the rest
/// as it is.
public enum ModelRule: Hashable, Sendable {
    /// Chunked layers get chunks of so many positions.
    case chunk(Int)
    /// So many positions share one temperature.
    case temperatureFloor(Int)
    /// Whether the queries of NoPE layers grow with the position.
    case temperatureTuning(Bool)
    /// Whether a NoPE layer sees everything; off, it gets the chunked mask of a RoPE layer. Its positions stay as they are.
    case fullAttention(layer: Int, Bool)
    /// Whether a layer's queries and keys are rotated. Mask, QK norm and temperature stay as they are.
    case rotation(layer: Int, Bool)
    /// Whether queries and keys are normed on RoPE layers.
    case qkNorm(Bool)
    /// What becomes of the router's logits.
    case routerScore(RouterScore)

    public enum RouterScore: String, Hashable, Sendable, CaseIterable {
        /// Each expert's score is its own.
        case sigmoid
        /// The experts compete: scores of all add up to 1, and the chosen ones keep theirs.
        case softmax
    }

    /// Whether both turn the same knob, so that the later one replaces the earlier.
    public func turnsSameKnob(as other: ModelRule) -> Bool {
        switch (self, other) {
        case (.chunk, .chunk), (.temperatureFloor, .temperatureFloor), (.temperatureTuning, .temperatureTuning),
            (.qkNorm, .qkNorm), (.routerScore, .routerScore):
            true
        case (.fullAttention(let mine, _), .fullAttention(let theirs, _)), (.rotation(let mine, _), .rotation(let theirs, _)):
            mine == theirs
        default: false
        }
    }
}
