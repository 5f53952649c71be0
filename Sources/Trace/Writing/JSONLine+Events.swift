/// Events as lines.
extension JSONLine {
    mutating func append(_ event: TraceEvent) {
        switch event {
        case .pass(let event): append(event)
        case .value(let event): append(event)
        case .token(let event): append(event)
        case .sample(let event): append(event)
        }
    }

    private mutating func append(_ event: PassEvent) {
        object { line in
            line.member("event", "pass")
            line.member("pass", event.pass)
            if let tiles = event.tiles {
                line.member("kind", PassEvent.towerKind)
                line.member("first_tile", tiles.lowerBound)
                line.member("tiles", tiles.count)
            }
            line.member("first_position", event.firstPosition)
            line.member("ids", event.tokens.map { Int($0.id) })
            guard event.tokens.contains(where: { $0.text != nil }) else { return }
            line.member("texts", event.tokens.map { $0.text ?? "" })
            let odd = event.tokens.enumerated().filter { $0.element.bytes != nil }
            guard !odd.isEmpty else { return }
            line.array("bytes") { line in
                for (row, token) in odd {
                    line.object { line in
                        line.member("row", row)
                        line.member("bytes", (token.bytes ?? []).map(Int.init))
                    }
                }
            }
        }
    }

    private mutating func append(_ event: ValueEvent) {
        object { line in
            line.member("event", "value")
            line.member("pass", event.pass)
            line.member("pc", event.pc)
            line.member("name", event.name)
            line.member("operation", event.operation)
            line.member("kind", event.kind.rawValue)
            line.member("shape", event.shape)
            if let stats = event.stats { line.append(stats) }
            if let seconds = event.seconds { line.member("seconds", seconds) }
            if let bytesRead = event.bytesRead { line.member("bytes_read", bytesRead) }
            if let flops = event.flops { line.member("flops", flops) }
            if let mask = event.mask {
                line.object("mask") { line in
                    if let chunk = mask.chunk { line.member("chunk", chunk) } else { line.null("chunk") }
                    line.member("first_query", mask.firstQuery)
                    line.member("first_key", mask.firstKey)
                }
            }
            if let rows = event.rows {
                line.object("rows") { line in
                    line.member("first_position", rows.firstPosition)
                    line.member("recorded_from", rows.recordedFrom)
                }
            }
            if let values = event.values { line.member("values", values) }
            if let tensor = event.tensor { line.member("tensor", tensor) }
        }
    }

    private mutating func append(_ stats: ValueEvent.Stats) {
        object("stats") { line in
            if let minimum = stats.minimum { line.member("min", minimum) } else { line.null("min") }
            if let maximum = stats.maximum { line.member("max", maximum) } else { line.null("max") }
            if let mean = stats.mean { line.member("mean", mean) } else { line.null("mean") }
            if let std = stats.std { line.member("std", std) } else { line.null("std") }
            if let norm = stats.norm { line.member("norm", norm) } else { line.null("norm") }
            line.member("nan", stats.nan)
            line.member("inf", stats.inf)
        }
    }

    private mutating func append(_ event: SampleEvent) {
        object { line in
            line.member("event", "sample")
            line.member("pass", event.pass)
            line.member("position", event.position)
            line.append(event.token)
            line.member("logprob", event.logProbability)
        }
    }

    private mutating func append(_ event: TokenEvent) {
        object { line in
            line.member("event", "token")
            line.member("pass", event.pass)
            line.member("position", event.position)
            line.append(event.token)
            if let temperature = event.temperature { line.member("temperature", temperature) }
            line.array("router") { line in
                for routing in event.router { line.append(routing) }
            }
            line.array("attention") { line in
                for attention in event.attention { line.append(attention) }
            }
            if let lens = event.lens {
                line.array("lens") { line in
                    for look in lens {
                        line.object { line in
                            line.member("name", look.name)
                            line.candidates("top", look.top)
                        }
                    }
                }
            }
            if let top = event.top { line.candidates("top", top) }
        }
    }

    private mutating func append(_ routing: TokenEvent.Routing) {
        object { line in
            line.member("layer", routing.layer)
            line.member("experts", routing.experts)
            line.member("logits", routing.logits)
            line.member("scores", routing.scores)
            if let margin = routing.margin { line.member("margin", margin) }
        }
    }

    private mutating func append(_ attention: TokenEvent.Attention) {
        object { line in
            line.member("layer", attention.layer)
            line.array("heads") { line in
                for head in attention.heads {
                    line.object { line in
                        line.member("entropy", head.entropy)
                        line.array("strongest") { line in
                            for link in head.strongest {
                                line.array { line in
                                    line.element(link.position)
                                    line.element(link.weight)
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    private mutating func candidates(_ name: StaticString, _ candidates: [TokenEvent.Candidate]) {
        array(name) { line in
            for candidate in candidates {
                line.object { line in
                    line.append(candidate.token)
                    line.member("logit", candidate.logit)
                    line.member("p", candidate.probability)
                }
            }
        }
    }

    private mutating func append(_ token: TraceToken) {
        member("id", Int(token.id))
        if let text = token.text { member("text", text) }
        if let bytes = token.bytes { member("bytes", bytes.map(Int.init)) }
    }
}
