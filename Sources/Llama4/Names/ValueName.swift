/// What a value of the pass is, in words: for `explain`, and for the reference.
///
///     ValueName.named("layers.3.attn.q_rot")?.meaning      // queries, rotated by their positions
public struct ValueName: Hashable, Sendable {
    /// The name, with `#` for a layer's number.
    public let pattern: String
    /// In the letters of the field: T new positions, S visible keys, D hidden, H heads, K key/value heads, d head size,
    /// F intermediate, E experts, k experts per token, V vocabulary; for pictures N tiles, P patches of a tile, b patches along a side of
    /// a square, A size of the adapter, R rows that pictures put into a pass.
    public let shape: String
    /// What it holds, without an article at the beginning of a sentence.
    public let meaning: String
    /// Which layers or models have it; empty if all do.
    public let place: String

    init(_ pattern: String, _ shape: String, _ meaning: String, in place: String = "") {
        self.pattern = pattern
        self.shape = shape
        self.meaning = meaning
        self.place = place
    }

    /// The description of a value; nil for a name that no pass of Llama 4 has.
    public static func named(_ name: String) -> ValueName? {
        let parts = name.split(separator: ".").map { part in part.allSatisfy(\.isNumber) ? "#" : String(part) }
        return byPattern[parts.joined(separator: ".")]
    }

    private static let byPattern = Dictionary(uniqueKeysWithValues: all.map { ($0.pattern, $0) })
}
