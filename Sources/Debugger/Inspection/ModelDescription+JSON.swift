import JSON
import Llama4

extension ModelDescription {
    /// The same for machines.
    public var json: JSONValue {
        [
            "name": .string(name),
            "parameters": .int(census.total.parameters),
            "active_parameters": .int(census.active.parameters),
            "bytes": .int(census.total.bytes),
            "hidden_size": .int(config.hiddenSize),
            "heads": .int(config.headCount),
            "key_value_heads": .int(config.keyValueHeadCount),
            "head_size": .int(config.headSize),
            "vocabulary_size": .int(config.vocabularySize),
            "cache_bytes_per_token": .int(cacheBytesPerToken),
            "cache_bytes_per_token_beyond_chunks": .int(cacheBytesPerTokenBeyondChunks),
            "layers": .array(config.layers.map(json)),
            "parts": amounts(ParameterCensus.Part.allCases.map { ($0.rawValue, census.parts[$0]) }),
            "dtypes": amounts(census.encodings.sorted { $0.key.rawValue < $1.key.rawValue }.map { ($0.key.rawValue, $0.value) }),
        ]
    }

    private func json(_ layer: Config.Layer) -> JSONValue {
        [
            "layer": .int(layer.index),
            "rope": .bool(layer.usesRope),
            "chunk": layer.chunk.map { .int($0) } ?? .null,
            "feed_forward": .string(layer.feedForward == .dense ? "dense" : "mixture of experts"),
        ]
    }

    private func amounts(_ parts: [(name: String, amount: ParameterCensus.Amount?)]) -> JSONValue {
        .object(JSONObject(pairs: parts.compactMap { name, amount in
            guard let amount, amount.parameters > 0 else { return nil }
            return (name, ["parameters": .int(amount.parameters), "bytes": .int(amount.bytes)])
        }))
    }
}
