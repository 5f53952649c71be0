import JSON

/// A model's files, opened: its settings as JSON trees, and its tensors where they lie in mapped files.
///
/// What the settings mean, and which tensors there should be, is not known here.
public struct Checkpoint: Sendable {
    public let location: CheckpointLocation
    /// `config.json`.
    public let config: JSONValue
    /// `generation_config.json`, if there is one.
    public let generationConfig: JSONValue?
    /// All tensors of all files.
    public let tensors: TensorTable
    /// The files that hold them, in the order of the index.
    public let files: [MappedFile]
    /// The tokenizer that a GGUF file brings.
    public let embeddedTokenizer: EmbeddedTokenizer?

    public var directory: String { location.directory }

    /// The tokenizer's files.
    public var tokenizer: TokenizerFiles { location.tokenizer }

    /// Bytes of all tensors together.
    public var byteCount: Int { tensors.byteCount }

    /// Settings are small; whatever is larger is another file under this name.
    private static let settingsLimit = 10_000_000

    /// Opens a directory, a `.safetensors` file with its config.json beside it, a `.gguf` file, or a model of the local Hub cache.
    public init(_ name: String, environment: [String: String] = [:]) throws(CheckpointError) {
        try self.init(CheckpointLocation(name, environment: environment))
    }

    public init(_ location: CheckpointLocation) throws(CheckpointError) {
        if location.isGGUF, let path = location.file {
            let gguf = try GGUFFile(path: path)
            do throws(GGUFProblem) {
                config = try gguf.config()
                embeddedTokenizer = try gguf.tokenizer()
            } catch { throw .gguf(path: path, error) }
            generationConfig = nil
            (files, tensors) = ([gguf.file], TensorTable(gguf.renamedTensors))
            self.location = location
            return
        }
        embeddedTokenizer = nil
        let configPath = location.path(of: "config.json")
        if FileKind(path: configPath) == .absent { throw .noConfig(directory: location.directory) }
        config = try parseJSONFile(configPath, limit: Self.settingsLimit)

        let generationPath = location.path(of: "generation_config.json")
        generationConfig =
            FileKind(path: generationPath) == .absent
            ? nil : try parseJSONFile(generationPath, limit: Self.settingsLimit)

        (files, tensors) = try Self.openTensors(location)
        self.location = location
    }

    /// Another settings file of the model, such as `preprocessor_config.json`; nil if there is none.
    public func settings(_ name: String) throws(CheckpointError) -> JSONValue? {
        let path = location.path(of: name)
        return FileKind(path: path) == .absent ? nil : try parseJSONFile(path, limit: Self.settingsLimit)
    }

    /// As transformers does, `model.safetensors` is preferred to an index beside it.
    private static func openTensors(
        _ location: CheckpointLocation
    ) throws(CheckpointError) -> ([MappedFile], TensorTable) {
        let single = location.file ?? location.path(of: "model.safetensors")
        if FileKind(path: single) != .absent {
            let file = try SafetensorsFile(path: single)
            return ([file.file], file.tensors)
        }
        let index = location.path(of: "model.safetensors.index.json")
        guard FileKind(path: index) != .absent else {
            throw .noWeights(directory: location.directory, found: directoryContents(location.directory))
        }
        return try ShardIndex(path: index).openShards(in: location.directory)
    }
}
