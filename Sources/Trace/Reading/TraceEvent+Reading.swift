import JSON

extension TraceEvent {
    /// - Parameter number: which event it is, from 0, for messages
    init(_ value: JSONValue, number: Int) throws(TraceError.FieldProblem) {
        let any = try TraceFields(value, "event \(number):")
        let kind = try any.choice("event", of: Kind.self)
        let fields = try TraceFields(value, "\(kind.rawValue) event \(number):")
        switch kind {
        case .pass: self = .pass(try PassEvent(fields))
        case .value: self = .value(try ValueEvent(fields))
        case .token: self = .token(try TokenEvent(fields))
        case .sample: self = .sample(try SampleEvent(fields))
        }
    }
}

extension TraceToken {
    /// The members `id`, `text` and `bytes`.
    init(_ fields: TraceFields) throws(TraceError.FieldProblem) {
        var bytes: [UInt8]?
        if fields.optional("bytes") != nil { bytes = try fields.ints("bytes", in: 0...255).map { UInt8($0) } }
        self.init(id: Int32(try fields.int("id", in: 0...Int(Int32.max))), text: try fields.optionalString("text"), bytes: bytes)
    }
}

extension PassEvent {
    init(_ fields: TraceFields) throws(TraceError.FieldProblem) {
        typealias Problem = TraceError.FieldProblem
        if let kind = try fields.optionalString("kind"), kind != "text" {
            guard kind == Self.towerKind else {
                throw Problem(fields.at("kind"), expected: "text or \(Self.towerKind)", found: JSONValue.string(kind).excerpt)
            }
            self.init(pass: try fields.int("pass"), tiles: try fields.range(from: "first_tile", count: "tiles"))
            return
        }
        let ids = try fields.ints("ids", in: 0...Int(Int32.max))
        guard !ids.isEmpty else { throw Problem(fields.at("ids"), expected: "at least one id", found: "none") }
        let texts = fields.optional("texts") == nil ? nil : try fields.strings("texts")
        guard texts.map({ $0.count == ids.count }) ?? true else {
            throw Problem(fields.at("texts"), expected: "\(ids.count) texts, one for each id", found: "\(texts?.count ?? 0)")
        }
        var bytes: [Int: [UInt8]] = [:]
        if fields.optional("bytes") != nil {
            let odd = try fields.objects("bytes") { (own) throws(Problem) in own }
            for own in odd {
                bytes[try own.int("row", in: 0...ids.count - 1)] = try own.ints("bytes", in: 0...255).map { UInt8($0) }
            }
        }
        self.init(
            pass: try fields.int("pass"), firstPosition: try fields.int("first_position", in: 0...Int(Int32.max) - ids.count),
            tokens: ids.enumerated().map { row, id in TraceToken(id: Int32(id), text: texts?[row], bytes: bytes[row]) })
    }
}

extension SampleEvent {
    init(_ fields: TraceFields) throws(TraceError.FieldProblem) {
        self.init(
            pass: try fields.int("pass"), position: try fields.int("position"), token: try TraceToken(fields),
            logProbability: try fields.double("logprob"))
    }
}

extension TraceSummary {
    init(_ value: JSONValue) throws(TraceError.FieldProblem) {
        let fields = try TraceFields(value, "summary")
        self.init(
            passes: try fields.int("passes"), events: try fields.int("events"), seconds: try fields.optionalDouble("seconds"),
            complete: try fields.bool("complete"))
    }
}

extension ValueEvent {
    init(_ fields: TraceFields) throws(TraceError.FieldProblem) {
        let kind = try fields.choice("kind", of: Kind.self)
        let shape = try fields.shape()
        self.init(
            pass: try fields.int("pass"), pc: try fields.int("pc"), name: try fields.string("name"),
            operation: try fields.string("operation"), kind: kind, shape: shape,
            stats: fields.optional("stats") == nil ? nil : try Stats(try fields.fields("stats")),
            seconds: try fields.optionalFloat("seconds"), bytesRead: try fields.optionalInt("bytes_read"),
            flops: try fields.optionalInt("flops"))
        if kind == .mask, fields.optional("mask") != nil {
            let own = try fields.fields("mask")
            mask = Mask(
                chunk: try own.optionalInt("chunk", in: 1...Int.max), firstQuery: try own.int("first_query"),
                firstKey: try own.int("first_key"))
        }
        if kind == .cache {
            let own = try fields.fields("rows")
            rows = Rows(firstPosition: try own.int("first_position"), recordedFrom: try own.int("recorded_from"))
        }
        tensor = try fields.optionalString("tensor")
        if fields.optional("values") != nil { values = try fields.floats("values") }
    }
}

extension ValueEvent.Stats {
    fileprivate init(_ fields: TraceFields) throws(TraceError.FieldProblem) {
        self.init(
            minimum: try fields.optionalFloat("min"), maximum: try fields.optionalFloat("max"),
            mean: try fields.optionalFloat("mean"), std: try fields.optionalFloat("std"), norm: try fields.optionalFloat("norm"),
            nan: try fields.int("nan"), inf: try fields.int("inf"))
    }
}
