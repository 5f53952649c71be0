import Checkpoint
import JSON
import Machine

extension TraceHeader {
    init(_ value: JSONValue) throws(TraceError.FieldProblem) {
        typealias Problem = TraceError.FieldProblem
        let fields = try TraceFields(value, "header")
        let writer = try fields.fields("writer")
        var sampling: Sampling?
        if fields.optional("sampling") != nil { sampling = try Sampling(try fields.fields("sampling")) }
        var tokenizer: Tokenizer?
        if fields.optional("tokenizer") != nil {
            let own = try fields.fields("tokenizer")
            tokenizer = Tokenizer(vocabulary: try own.int("vocabulary"), digest: try own.optionalString("digest"))
        }
        self.init(
            writer: Writer(name: try writer.string("name"), version: try writer.string("version")),
            level: try fields.choice("level", of: TraceLevel.self), select: try fields.strings("select"),
            tensors: try Self.fileName(fields), model: try Model(try fields.fields("model")),
            layers: try fields.objects("layers") { (own) throws(Problem) in try Layer(own) },
            tokenizer: tokenizer, sampling: sampling, rules: try fields.strings("rules"),
            threads: try fields.optionalInt("threads"), prompt: try fields.optionalString("prompt"),
            inputs: try fields.objects("inputs") { (own) throws(Problem) in
                RecordedInput(name: try own.string("name"), shape: try SymbolicShape(own))
            },
            program: try fields.objects("program") { (own) throws(Problem) in try RecordedInstruction(own) })
        if fields.optional("images") != nil {
            images = try fields.objects("images") { (own) throws(Problem) in try Image(own) }
        }
        try checkProgram()
    }

    /// The tensors lie beside the trace, and nowhere else.
    private static func fileName(_ fields: TraceFields) throws(TraceError.FieldProblem) -> String? {
        guard let name = try fields.optionalString("tensors") else { return nil }
        guard !name.isEmpty, !name.utf8.contains(UInt8(ascii: "/")), !name.utf8.contains(0), name != ".." else {
            throw TraceError.FieldProblem("header.tensors", expected: "the name of a file beside the trace", found: JSONValue.string(name).excerpt)
        }
        return name
    }

    /// Names occur once, and every operand is written before it is read.
    private func checkProgram() throws(TraceError.FieldProblem) {
        var known: Set<String> = []
        for (index, input) in inputs.enumerated() where !known.insert(input.name).inserted {
            throw TraceError.FieldProblem("header.inputs[\(index)].name", expected: "a name that occurs once", found: "\"\(input.name)\"")
        }
        for (pc, instruction) in program.enumerated() {
            if let unknown = instruction.operands.first(where: { !known.contains($0) }) {
                throw TraceError.FieldProblem(
                    "header.program[\(pc)].from", expected: "names of inputs and of earlier values", found: "\"\(unknown)\"")
            }
            guard known.insert(instruction.name).inserted else {
                throw TraceError.FieldProblem("header.program[\(pc)].name", expected: "a name that occurs once", found: "\"\(instruction.name)\"")
            }
        }
    }
}

extension TraceHeader.Model {
    fileprivate init(_ fields: TraceFields) throws(TraceError.FieldProblem) {
        var digest: CheckpointDigest?
        if fields.optional("digest") != nil {
            let own = try fields.fields("digest")
            digest = CheckpointDigest(
                config: try own.string("config"), tensors: try own.string("tensors"), samples: try own.string("samples"))
        }
        self.init(
            name: try fields.string("name"), digest: digest, dtype: try fields.optionalString("dtype"),
            config: try fields.value("config", expected: "an object"))
    }
}

extension TraceHeader.Image {
    fileprivate init(_ fields: TraceFields) throws(TraceError.FieldProblem) {
        let (side, grid) = (1...1 << 20, 1...32)
        self.init(
            width: try fields.int("width", in: side), height: try fields.int("height", in: side), rows: try fields.int("rows", in: grid),
            columns: try fields.int("columns", in: grid), tiles: try fields.range(from: "first_tile", count: "tiles"),
            positions: try fields.range(from: "first_position", count: "positions"))
        let count = rows * columns + (rows * columns > 1 ? 1 : 0)
        guard tokensPerTile != nil else {
            throw TraceError.FieldProblem(fields.at("positions"), expected: "as many as \(tiles.count) tiles take", found: "\(positions.count)")
        }
        guard tiles.count == count else {
            throw TraceError.FieldProblem(fields.at("tiles"), expected: "\(count), for a canvas of \(rows) × \(columns)", found: "\(tiles.count)")
        }
    }
}

extension TraceHeader.Layer {
    fileprivate init(_ fields: TraceFields) throws(TraceError.FieldProblem) {
        self.init(
            index: try fields.int("index"), rope: try fields.bool("rope"), chunk: try fields.optionalInt("chunk", in: 1...Int.max),
            moe: try fields.bool("moe"))
    }
}

extension TraceHeader.Sampling {
    fileprivate init(_ fields: TraceFields) throws(TraceError.FieldProblem) {
        self.init(
            temperature: try fields.float("temperature"), topK: try fields.optionalInt("top_k"), topP: try fields.float("top_p"),
            minP: try fields.float("min_p"), repetitionPenalty: try fields.float("repetition_penalty"),
            seed: UInt64(try fields.int("seed")))
    }
}

extension RecordedInstruction {
    fileprivate init(_ fields: TraceFields) throws(TraceError.FieldProblem) {
        typealias Problem = TraceError.FieldProblem
        self.init(
            name: try fields.string("name"), operation: try fields.string("operation"),
            attributes: try fields.optionalString("attributes") ?? "", operands: try fields.strings("from"),
            weights: try fields.objects("weights") { (own) throws(Problem) in
                Weight(key: try own.string("key"), dtype: try own.string("dtype"), shape: try own.shape())
            },
            shape: try SymbolicShape(fields), heads: try fields.optionalInt("heads", in: 1...Int.max))
    }
}

extension SymbolicShape {
    /// The member `shape`: whole numbers, and the letters T and S.
    fileprivate init(_ fields: TraceFields) throws(TraceError.FieldProblem) {
        self.init(try fields.list("shape") { (value, place) throws(TraceError.FieldProblem) -> Extent in
            switch value.string {
            case "T": return .newPositions
            case "S": return .visibleKeys
            case "N": return .tiles
            case "R": return .imageRows
            case nil: return .fixed(try TraceFields.int(value, place))
            default: throw TraceError.FieldProblem(place, expected: "a whole number, \"T\" or \"S\"", found: value.excerpt)
            }
        })
    }
}
