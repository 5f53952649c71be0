import JSON

extension TokensView {
    /// For machines.
    public var json: JSONValue {
        .array(tokens.map { token in
            [
                "position": .int(token.position), "id": .int(Int(token.id)), "token": .string(token.text),
                "chunk": token.chunk.map { .int($0) } ?? .null,
            ]
        })
    }
}
