import JSON

/// A config of four layers with these members put in, or taken out where the value is nil.
func smallConfig(_ changes: [String: JSONValue?] = [:]) -> JSONValue {
    let base: [(String, JSONValue)] = [
        ("model_type", "llama4_text"), ("vocab_size", 16), ("hidden_size", 8), ("intermediate_size", 4),
        ("intermediate_size_mlp", 6), ("num_hidden_layers", 4), ("num_attention_heads", 2), ("num_key_value_heads", 1),
        ("head_dim", 4), ("num_local_experts", 2),
    ]
    var members = base.compactMap { name, value -> (String, JSONValue)? in
        guard let change = changes[name] else { return (name, value) }
        return change.map { (name, $0) }
    }
    for (name, value) in changes.sorted(by: { $0.key < $1.key }) where !base.contains(where: { $0.0 == name }) {
        if let value { members.append((name, value)) }
    }
    return .object(JSONObject(pairs: members))
}

extension JSONValue: ExpressibleByFloatLiteral {
    public init(floatLiteral value: Double) {
        self = JSONNumber(value).map { .number($0) } ?? .null
    }
}
