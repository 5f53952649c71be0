import JSON
import Tensors

extension RouterView {
    /// Every token's choice and every expert's load. For machines.
    public var json: JSONValue {
        [
            "experts": .int(expertCount),
            "load": .array(load.counts.map { .int($0) }),
            "tokens": .array(tokens.map { token in
                [
                    "position": .int(token.position), "token": .string(labels.plain(token.position)),
                    "choices": .array(token.choices.map { choice in
                        [
                            "expert": .int(choice.expert), "score": .double(Double(choice.score)),
                            "logit": .double(Double(choice.logit)),
                        ]
                    }),
                    "runner_up": token.runnerUp.map { .int($0) } ?? .null,
                    "margin": token.margin.map { .double(Double($0)) } ?? .null,
                ]
            }),
        ]
    }
}

extension RouterMap {
    /// For every layer its choices, token by token; null where a layer is dense. For machines.
    public var json: JSONValue {
        .array(layers.map { layer in
            guard case .experts(let chosen) = layer else { return .null }
            let count = chosen.shape.rowLength
            return .array((0..<chosen.shape.rowCount).map { row in
                .array(chosen.values[row * count..<(row + 1) * count].map { .int(Int($0)) })
            })
        })
    }
}
