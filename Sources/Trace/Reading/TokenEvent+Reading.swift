import JSON

extension TokenEvent {
    init(_ fields: TraceFields) throws(TraceError.FieldProblem) {
        typealias Problem = TraceError.FieldProblem
        self.init(
            pass: try fields.int("pass"), position: try fields.int("position"), token: try TraceToken(fields),
            temperature: try fields.optionalFloat("temperature"))
        if fields.optional("router") != nil {
            router = try fields.objects("router") { (own) throws(Problem) in try Routing(own) }
        }
        if fields.optional("attention") != nil {
            attention = try fields.objects("attention") { (own) throws(Problem) in try Attention(own) }
        }
        if fields.optional("lens") != nil {
            lens = try fields.objects("lens") { (own) throws(Problem) in
                Lens(name: try own.string("name"), top: try Candidate.list("top", own))
            }
        }
        if fields.optional("top") != nil { top = try Candidate.list("top", fields) }
    }
}

extension TokenEvent.Routing {
    fileprivate init(_ fields: TraceFields) throws(TraceError.FieldProblem) {
        self.init(
            layer: try fields.int("layer"), experts: try fields.ints("experts"), logits: try fields.floats("logits"),
            scores: try fields.floats("scores"), margin: try fields.optionalFloat("margin"))
        guard scores.count == experts.count else {
            throw TraceError.FieldProblem(fields.at("scores"), expected: "one for each expert, \(experts.count)", found: "\(scores.count)")
        }
        guard experts.allSatisfy({ $0 < logits.count }) else {
            throw TraceError.FieldProblem(fields.at("experts"), expected: "numbers below \(logits.count), as there are logits", found: "\(experts)")
        }
    }
}

extension TokenEvent.Attention {
    fileprivate init(_ fields: TraceFields) throws(TraceError.FieldProblem) {
        typealias Problem = TraceError.FieldProblem
        self.init(
            layer: try fields.int("layer"),
            heads: try fields.objects("heads") { (own) throws(Problem) in
                Head(
                    entropy: try own.float("entropy"),
                    strongest: try own.list("strongest") { (value, place) throws(Problem) in
                        guard let pair = value.array, pair.count == 2 else {
                            throw Problem(place, expected: "a position and a weight", found: value.excerpt)
                        }
                        return Link(
                            position: try TraceFields.int(pair[0], place + "[0]"),
                            weight: try TraceFields.float(pair[1], place + "[1]"))
                    })
            })
    }
}

extension TokenEvent.Candidate {
    fileprivate static func list(_ name: String, _ fields: TraceFields) throws(TraceError.FieldProblem) -> [Self] {
        try fields.objects(name) { (own) throws(TraceError.FieldProblem) in
            Self(token: try TraceToken(own), logit: try own.float("logit"), probability: try own.float("p"))
        }
    }
}
