import Checkpoint
import JSON

/// How a checkpoint wants to be sampled unless told otherwise: its `generation_config.json`, and transformers'
/// defaults for what that leaves open.
public struct GenerationDefaults: Sendable, Hashable {
    /// `do_sample`; if false, the likeliest token is taken and the next five settings do nothing.
    public let isSampled: Bool
    /// `temperature`, above 0: a file that says 0 means no sampling.
    public let temperature: Float
    /// `top_k`; nil for no limit, which the file spells 0.
    public let topK: Int?
    /// `top_p`, from 0 to 1; 1 takes everything.
    public let topP: Float
    /// `min_p`, from 0 to 1; 0 takes everything.
    public let minP: Float
    /// `repetition_penalty`; 1 for none. Also without sampling.
    public let repetitionPenalty: Float
    /// `eos_token_id` of both files.
    public let endTokens: [Int]

    /// - Throws: one error that lists every problem.
    public init(_ checkpoint: Checkpoint, _ config: Config) throws(ConfigError) {
        try self.init(
            checkpoint.generationConfig, config, file: checkpoint.location.path(of: "generation_config.json"))
    }

    /// - Parameter json: the file's content; nil if there is no such file.
    /// - Throws: one error that lists every problem.
    public init(
        _ json: JSONValue?, _ config: Config, file: String = "generation_config.json"
    ) throws(ConfigError) {
        var reader = ConfigReader()
        let value = json ?? .object(JSONObject([:]))
        guard let object = value.object else {
            throw ConfigError(file: file, problems: [.init(key: "the file", expected: "an object", found: value.excerpt)])
        }
        let settings = ConfigSection(json: object)
        let share = "a number from 0 to 1"
        let unlimited = reader.integer("top_k", in: settings, default: 50, 0...Int(Int32.max))
        topK = unlimited == 0 ? nil : unlimited
        let given = reader.float("temperature", in: settings, default: 1, "a number, at least 0") { $0 >= 0 }
        temperature = given == 0 ? 1 : given
        isSampled = reader.bool("do_sample", in: settings, default: false) && given > 0
        topP = reader.float("top_p", in: settings, default: 1, share) { (0...1).contains($0) }
        minP = reader.float("min_p", in: settings, default: 0, share) { (0...1).contains($0) }
        repetitionPenalty = reader.float("repetition_penalty", in: settings, default: 1, "a number above 0") { $0 > 0 }
        let own = reader.tokens("eos_token_id", in: settings)
        endTokens = own + config.endTokens.filter { !own.contains($0) }
        guard reader.problems.isEmpty else { throw ConfigError(file: file, problems: reader.problems) }
    }
}
