import Checkpoint
import JSON
import Tensors

extension Config {
    /// Reads the settings of a checkpoint.
    public init(_ checkpoint: Checkpoint) throws(ConfigError) {
        try self.init(checkpoint.config, file: checkpoint.location.settingsFile)
    }

    /// Reads settings in any of their spellings: a full model's, with the text model under `text_config`, or a
    /// text-only model's, where everything stands at the top.
    ///
    /// - Parameter file: named in the error.
    /// - Throws: one error that lists every problem.
    public init(_ json: JSONValue, file: String = "config.json") throws(ConfigError) {
        var reader = ConfigReader()
        guard let object = json.object else {
            throw ConfigError(file: file, problems: [.init(key: "the file", expected: "an object", found: json.excerpt)])
        }
        let top = ConfigSection(json: object)
        let text = reader.section("text_config", in: top) ?? top
        Self.checkKind(top, text, &reader)

        let sizes = Self.sizes(text, &reader)
        hiddenSize = sizes.hidden
        vocabularySize = sizes.vocabulary
        expertIntermediateSize = sizes.expertIntermediate
        denseIntermediateSize = sizes.denseIntermediate
        headCount = sizes.heads
        keyValueHeadCount = sizes.keyValueHeads
        headSize = sizes.head
        expertCount = sizes.experts
        expertsPerToken = sizes.expertsPerToken

        rmsNormEpsilon = reader.float("rms_norm_eps", in: text, default: 1e-5, "a number above 0") { $0 > 0 }
        attentionChunkSize = Self.chunkSize(text, &reader)
        attentionBias = reader.bool("attention_bias", in: text, default: false)
        usesQKNorm = reader.bool("use_qk_norm", in: text, default: true)
        usesTemperatureTuning = Self.temperatureTuning(text, &reader)
        temperatureFloor = reader.float("floor_scale", in: text, default: 8192, "a number above 0") { $0 > 0 }
        temperatureScale = reader.float("attn_scale", in: text, default: 0.1, "a number, at least 0") { $0 >= 0 }
        maximumPositions = reader.integer("max_position_embeddings", in: text, default: 131072, Limits.positions)
        rope = Self.rope(text, maximumPositions: maximumPositions, &reader)
        let tieKey = "tie_word_embeddings"
        tiesEmbeddings = reader.bool(tieKey, in: reader.holder(of: tieKey, text, top), default: false)
        layers = Self.layers(text, chunkSize: attentionChunkSize, &reader)

        beginOfTextToken = Self.token("bos_token_id", text, top, &reader)
        endTokens = Self.endTokens(text, top, &reader)
        padToken = Self.token("pad_token_id", text, top, &reader)
        storageDType = Self.storageDType(text, top)
        quantization = Self.quantization(text, top, &reader)
        visionConfig = reader.section("vision_config", in: top)?.json
        imageTokens = Self.imageTokens(top, isPresent: visionConfig != nil, &reader)

        // Sizes that are wrong by themselves need not fit each other too.
        if reader.problems.isEmpty { Self.checkSizes(sizes, layers: layers, in: text, reader: &reader) }
        guard reader.problems.isEmpty else { throw ConfigError(file: file, problems: reader.problems) }
    }

    /// A model of another kind would fail later, and less clearly.
    private static func checkKind(_ top: ConfigSection, _ text: ConfigSection, _ reader: inout ConfigReader) {
        for section in text.path.isEmpty ? [top] : [top, text] {
            guard let kind = reader.string("model_type", in: section) else { continue }
            if kind != "llama4" && kind != "llama4_text" {
                reader.report(section.path("model_type"), expected: "llama4 or llama4_text", found: Quoted(kind).description)
            }
        }
        if let activation = reader.string("hidden_act", in: text), activation != "silu" && activation != "swish" {
            reader.report(text.path("hidden_act"), expected: "silu", found: Quoted(activation).description)
        }
    }

    private static func sizes(_ text: ConfigSection, _ reader: inout ConfigReader) -> Sizes {
        var sizes = Sizes(
            vocabulary: reader.integer("vocab_size", in: text, default: 202048, Limits.vocabulary),
            hidden: reader.integer("hidden_size", in: text, default: 5120, Limits.size),
            expertIntermediate: reader.integer("intermediate_size", in: text, default: 8192, Limits.size),
            denseIntermediate: reader.integer("intermediate_size_mlp", in: text, default: 16384, Limits.size),
            heads: reader.integer("num_attention_heads", in: text, default: 40, Limits.size),
            keyValueHeads: 8, head: 128,
            experts: reader.integer("num_local_experts", in: text, default: 16, Limits.experts),
            expertsPerToken: reader.integer("num_experts_per_tok", in: text, default: 1, Limits.experts))
        // As in transformers: absent means the default, null means "derive it".
        sizes.keyValueHeads = reader.integer(
            "num_key_value_heads", in: text, default: text.json["num_key_value_heads"] == nil ? 8 : sizes.heads, Limits.size)
        sizes.head = reader.integer(
            "head_dim", in: text, default: text.json["head_dim"] == nil ? 128 : sizes.hidden / sizes.heads, Limits.size)
        if sizes.head == 0 {
            reader.report(text.path("head_dim"), expected: "given, or hidden_size at least num_attention_heads", found: "null")
            sizes.head = 2
        }
        return sizes
    }

    /// Absent means the default; null means that no layer is chunked.
    private static func chunkSize(_ text: ConfigSection, _ reader: inout ConfigReader) -> Int? {
        guard text.json["attention_chunk_size"] != nil else { return 8192 }
        return reader.optionalInteger("attention_chunk_size", in: text, Limits.positions)
    }

    /// A truth value that early files spell as a number: transformers' first default was 4.
    private static func temperatureTuning(_ text: ConfigSection, _ reader: inout ConfigReader) -> Bool {
        switch text.json["attn_temperature_tuning"] {
        case nil: return true
        case .null?: return false
        case .bool(let bool)?: return bool
        case let value?:
            guard let number = value.double else {
                reader.report(
                    text.path("attn_temperature_tuning"), expected: "true, false or a number", found: value.excerpt)
                return true
            }
            return number != 0
        }
    }

    /// Nothing depends on it, so an unknown name is no problem.
    private static func storageDType(_ text: ConfigSection, _ top: ConfigSection) -> DType? {
        let names = [text, top].flatMap { [$0.json["dtype"], $0.json["torch_dtype"]] }
        switch names.lazy.compactMap({ $0?.string }).first {
        case "bfloat16", "torch.bfloat16": return .bfloat16
        case "float16", "torch.float16": return .float16
        case "float32", "torch.float32": return .float32
        default: return nil
        }
    }

    private static func quantization(
        _ text: ConfigSection, _ top: ConfigSection, _ reader: inout ConfigReader
    ) -> Quantization? {
        let key = "quantization_config"
        guard let section = reader.section(key, in: reader.holder(of: key, text, top)) else { return nil }
        return Quantization(
            method: section.json["quant_method"]?.string, format: section.json["format"]?.string, settings: section.json)
    }
}
