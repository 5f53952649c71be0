import Checkpoint
import JSON

extension VisionConfig {
    /// Reads `vision_config`.
    ///
    /// - Parameter file: named in the error.
    /// - Throws: one error that lists every problem.
    public init(_ json: JSONObject, file: String = "config.json") throws(ConfigError) {
        var reader = ConfigReader()
        let vision = ConfigSection(json: json, path: "vision_config")
        Self.checkKind(vision, &reader)
        hiddenSize = reader.integer("hidden_size", in: vision, default: 768, Config.Limits.visionSize)
        headCount = reader.integer("num_attention_heads", in: vision, default: 16, Config.Limits.visionSize)
        layerCount = reader.integer("num_hidden_layers", in: vision, default: 34, Config.Limits.layers)
        intermediateSize = reader.integer("intermediate_size", in: vision, default: 5632, Config.Limits.visionSize)
        imageSize = reader.integer("image_size", in: vision, default: 448, Config.Limits.pixels)
        patchSize = reader.integer("patch_size", in: vision, default: 14, Config.Limits.pixels)
        channelCount = reader.integer("num_channels", in: vision, default: 3, 3...3)
        ropeTheta = Config.rope(vision, defaultTheta: 10_000, maximumPositions: 1, &reader).theta
        adapterHiddenSize = reader.integer("projector_input_dim", in: vision, default: 4096, Config.Limits.visionSize)
        adapterOutputSize = reader.integer("projector_output_dim", in: vision, default: 4096, Config.Limits.visionSize)

        let ratio = reader.float("pixel_shuffle_ratio", in: vision, default: 0.5, "1 divided by a whole number") {
            $0 > 1.0 / 4096 && $0 <= 1 && (1 / $0).rounded() * $0 == 1
        }
        shuffleBlock = Int((1 / ratio).rounded())
        if reader.problems.isEmpty { checkSizes(vision, &reader) }
        guard reader.problems.isEmpty else { throw ConfigError(file: file, problems: reader.problems) }
    }

    /// A tower of another kind would fail later, and less clearly.
    private static func checkKind(_ vision: ConfigSection, _ reader: inout ConfigReader) {
        if let kind = reader.string("model_type", in: vision), kind != "llama4_vision_model" {
            reader.report(vision.path("model_type"), expected: "llama4_vision_model", found: Quoted(kind).description)
        }
        if let activation = reader.string("hidden_act", in: vision), activation != "gelu" {
            reader.report(vision.path("hidden_act"), expected: "gelu", found: Quoted(activation).description)
        }
        if let strategy = reader.string("vision_feature_select_strategy", in: vision), strategy != "default" {
            reader.report(vision.path("vision_feature_select_strategy"), expected: "default", found: Quoted(strategy).description)
        }
        _ = reader.integer("vision_feature_layer", in: vision, default: -1, -1 ... -1)
        if reader.bool("multi_modal_projector_bias", in: vision, default: false) {
            reader.report(vision.path("multi_modal_projector_bias"), expected: "false", found: "true")
        }
    }

    /// Reports what single settings cannot show: sizes that don't fit each other.
    private func checkSizes(_ vision: ConfigSection, _ reader: inout ConfigReader) {
        if hiddenSize % headCount != 0 || headSize % 4 != 0 {
            reader.report(
                vision.path("num_attention_heads"),
                expected: "heads of a number that 4 divides, since columns and rows each turn half of the pairs",
                found: "\(hiddenSize) / \(headCount)")
        }
        guard patchSize <= imageSize, patchesPerSide % shuffleBlock == 0 else {
            reader.report(
                vision.path("patch_size"), expected: "patches along a side of image_size that \(shuffleBlock) divides",
                found: "\(imageSize) / \(patchSize)")
            return
        }
        if hiddenSize.multipliedReportingOverflow(by: shuffleBlock * shuffleBlock).partialValue != intermediateSize {
            reader.report(
                vision.path("intermediate_size"),
                expected: "hidden_size / pixel_shuffle_ratio², \(hiddenSize * shuffleBlock * shuffleBlock), since the adapter takes rows of it",
                found: "\(intermediateSize)")
        }
        if adapterHiddenSize != adapterOutputSize {
            reader.report(
                vision.path("projector_input_dim"), expected: "the same as projector_output_dim, \(adapterOutputSize)",
                found: "\(adapterHiddenSize)")
        }
        let output = reader.integer("vision_output_dim", in: vision, default: adapterOutputSize, Config.Limits.visionSize)
        if output != adapterOutputSize {
            reader.report(
                vision.path("vision_output_dim"), expected: "the same as projector_output_dim, \(adapterOutputSize)", found: "\(output)")
        }
    }
}

extension Config.Limits {
    /// Products of two of them count weights of a matrix, of three numbers of a tile.
    static let visionSize = 1...(1 << 16)
    static let pixels = 1...4096
}
