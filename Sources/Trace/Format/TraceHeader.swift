import Checkpoint
import JSON

/// What a trace says before its first event: who wrote it, about which model, running which program.
public struct TraceHeader: Hashable, Sendable {
    /// The program that wrote it.
    public struct Writer: Hashable, Sendable {
        public var name: String
        public var version: String

        public init(name: String, version: String) {
            (self.name, self.version) = (name, version)
        }
    }

    public struct Model: Hashable, Sendable {
        public var name: String
        /// nil where nobody computed one.
        public var digest: CheckpointDigest?
        /// How most of the weights are stored.
        public var dtype: String?
        /// config.json as it is.
        public var config: JSONValue

        public init(name: String, digest: CheckpointDigest?, dtype: String?, config: JSONValue) {
            (self.name, self.digest, self.dtype, self.config) = (name, digest, dtype, config)
        }
    }

    /// A layer as it was run, rules applied.
    public struct Layer: Hashable, Sendable {
        public var index: Int
        /// Whether queries and keys are rotated; a layer without is a NoPE layer.
        public var rope: Bool
        /// Positions per attention chunk; nil sees everything.
        public var chunk: Int?
        /// Whether it has experts.
        public var moe: Bool

        public init(index: Int, rope: Bool, chunk: Int?, moe: Bool) {
            (self.index, self.rope, self.chunk, self.moe) = (index, rope, chunk, moe)
        }
    }

    /// A picture of the prompt.
    public struct Image: Hashable, Sendable {
        /// In pixels.
        public var width: Int
        public var height: Int
        /// Those of its canvas, in tiles.
        public var rows: Int
        public var columns: Int
        /// Which of all tiles of the prompt are its own: the canvas row by row, then the global one where there is one.
        public var tiles: Range<Int>
        /// The positions that its tokens take.
        public var positions: Range<Int>

        public init(width: Int, height: Int, rows: Int, columns: Int, tiles: Range<Int>, positions: Range<Int>) {
            (self.width, self.height, self.rows, self.columns) = (width, height, rows, columns)
            (self.tiles, self.positions) = (tiles, positions)
        }

        /// What a tile becomes: a token before the picture, one behind it and one before its last tile are no patches, nor is the one behind each
        /// tile of a canvas of several. nil if the positions can't be those of so many tiles.
        public var tokensPerTile: Int? {
            let patches = positions.count - 3 - (tiles.count > 1 ? tiles.count - 1 : 0)
            return patches > 0 && patches.isMultiple(of: tiles.count) ? patches / tiles.count : nil
        }
    }

    public struct Tokenizer: Hashable, Sendable {
        public var vocabulary: Int
        /// SHA-256 of its file; nil where nobody computed one.
        public var digest: String?

        public init(vocabulary: Int, digest: String?) {
            (self.vocabulary, self.digest) = (vocabulary, digest)
        }
    }

    /// How tokens were chosen. A temperature of 0 takes the likeliest.
    public struct Sampling: Hashable, Sendable {
        public var temperature: Float
        public var topK: Int?
        public var topP: Float
        public var minP: Float
        public var repetitionPenalty: Float
        public var seed: UInt64

        public init(temperature: Float, topK: Int?, topP: Float, minP: Float, repetitionPenalty: Float, seed: UInt64) {
            (self.temperature, self.topK, self.topP, self.minP) = (temperature, topK, topP, minP)
            (self.repetitionPenalty, self.seed) = (repetitionPenalty, seed)
        }
    }

    public var writer: Writer
    public var level: TraceLevel
    /// Globs of values that are recorded in full beyond what the level says.
    public var select: [String]
    /// The safetensors file beside the trace; nil where there is none.
    public var tensors: String?
    public var model: Model
    public var layers: [Layer]
    public var tokenizer: Tokenizer?
    public var sampling: Sampling?
    /// What was done differently from the checkpoint, as it would be typed in the debugger.
    public var rules: [String]
    public var threads: Int?
    /// The text that began it, where there was one.
    public var prompt: String?
    /// The pictures of the prompt, in order.
    public var images: [Image] = []
    public var inputs: [RecordedInput]
    /// With pictures the vision tower's instructions come first, then the text's. A pass runs one or the other.
    public var program: [RecordedInstruction]

    public init(
        writer: Writer, level: TraceLevel, select: [String] = [], tensors: String? = nil, model: Model, layers: [Layer],
        tokenizer: Tokenizer? = nil, sampling: Sampling? = nil, rules: [String] = [], threads: Int? = nil,
        prompt: String? = nil, inputs: [RecordedInput], program: [RecordedInstruction]
    ) {
        (self.writer, self.level, self.select, self.tensors) = (writer, level, select, tensors)
        (self.model, self.layers, self.tokenizer, self.sampling) = (model, layers, tokenizer, sampling)
        (self.rules, self.threads, self.prompt) = (rules, threads, prompt)
        (self.inputs, self.program) = (inputs, program)
    }

    /// The instructions of the vision tower; empty where the program has none.
    public var towerPCs: Range<Int> { 0..<program.prefix { $0.name.hasPrefix(Self.towerPrefix) }.count }

    /// What the names of the tower's values begin with.
    static let towerPrefix = "vision."

    /// Whether a value of this name is recorded in full.
    public func keeps(_ name: String) -> Bool {
        TraceSelection(level: level, select: select).keeps(name)
    }
}
