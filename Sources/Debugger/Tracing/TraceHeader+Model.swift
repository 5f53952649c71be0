import Checkpoint
import Llama4
import Machine
import Tensors
import Trace

extension TraceHeader {
    /// What a trace of this model and this program begins with.
    ///
    /// - Parameters:
    ///   - version: LlamaStep's
    ///   - rules: what is done differently from the checkpoint, as it would be typed
    /// - Throws: `CheckpointError` if a file of the checkpoint can't be read any more
    init(
        _ model: Llama4.Model, _ program: Program, _ selection: TraceSelection, version: String, sampling: SamplingSettings,
        rules: [String] = [], prompt: String? = nil, images: ImagePrompt? = nil, tensors: String?
    ) throws(CheckpointError) {
        let (inputs, instructions) = program.recorded
        let tower = images?.tower.program.recorded ?? (inputs: [], instructions: [])
        self.init(
            writer: Writer(name: "llamastep", version: version), level: selection.level, select: selection.select,
            tensors: tensors, model: try Self.model(model),
            layers: model.config.layers.map {
                Layer(index: $0.index, rope: $0.usesRope, chunk: $0.chunk, moe: $0.feedForward == .mixtureOfExperts)
            },
            tokenizer: try Self.tokenizer(model),
            sampling: Sampling(
                temperature: sampling.temperature, topK: sampling.topK, topP: sampling.topP, minP: sampling.minP,
                repetitionPenalty: sampling.repetitionPenalty, seed: sampling.seed),
            rules: rules, threads: Parallel.threadCount, prompt: prompt, inputs: tower.inputs + inputs,
            program: tower.instructions + instructions)
        self.images = (images?.images ?? []).map { Image($0) }
    }

    private static func model(_ model: Llama4.Model) throws(CheckpointError) -> Model {
        let name = model.checkpoint.directory.split(separator: "/").last.map(String.init) ?? model.checkpoint.location.name
        var bytes: [DType: Int] = [:]
        for entry in model.checkpoint.tensors.entries { bytes[entry.dtype, default: 0] += entry.byteCount }
        let dtype = bytes.max { ($0.value, $0.key.rawValue) < ($1.value, $1.key.rawValue) }?.key.rawValue
        return Model(
            name: name, digest: try CheckpointDigest(model.checkpoint), dtype: dtype, config: model.checkpoint.config)
    }

    private static func tokenizer(_ model: Llama4.Model) throws(CheckpointError) -> Tokenizer? {
        guard let tokenizer = model.tokenizer else { return nil }
        let files = model.checkpoint.tokenizer
        let digest = try (files.json ?? files.model).map { file throws(CheckpointError) in try CheckpointDigest.hash(file: file) }
        return Tokenizer(vocabulary: tokenizer.vocabularySize, digest: digest)
    }
}

extension TraceHeader.Image {
    fileprivate init(_ image: ImagePrompt.Image) {
        let choice = image.tiling.choice
        self.init(
            width: choice.pictureWidth, height: choice.pictureHeight, rows: choice.grid.rows, columns: choice.grid.columns, tiles: image.tiles,
            positions: image.tokens)
    }
}
