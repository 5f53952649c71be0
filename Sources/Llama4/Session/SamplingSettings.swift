/// How the next token is chosen from the logits.
public struct SamplingSettings: Hashable, Sendable {
    /// Divides the logits; 0 always takes the likeliest token.
    public var temperature: Float
    /// Keeps the k likeliest tokens; nil keeps all.
    public var topK: Int?
    /// Keeps the fewest likeliest tokens whose probabilities reach this sum; 1 keeps all.
    public var topP: Float
    /// Keeps tokens at least this likely, relative to the likeliest; 0 keeps all.
    public var minP: Float
    /// Divides positive and multiplies negative logits of tokens that occurred already; 1 changes nothing.
    public var repetitionPenalty: Float
    /// Where the random numbers begin. The same seed gives the same text.
    public var seed: UInt64

    public init(
        temperature: Float = 0, topK: Int? = nil, topP: Float = 1, minP: Float = 0, repetitionPenalty: Float = 1,
        seed: UInt64 = 0
    ) {
        self.temperature = temperature
        self.topK = topK
        self.topP = topP
        self.minP = minP
        self.repetitionPenalty = repetitionPenalty
        self.seed = seed
    }

    /// Always the likeliest token.
    public static let greedy = SamplingSettings()

    public var isGreedy: Bool { temperature == 0 }

    /// A setting that makes no sense: its name, what is allowed, and what was found.
    public struct Problem: Error, Hashable, Sendable, CustomStringConvertible {
        public let setting: String
        public let expected: String
        public let found: String

        public var description: String { "\(setting) must be \(expected), not \(found)" }
    }

    public func validate() throws(Problem) {
        guard temperature >= 0, temperature.isFinite else {
            throw Problem(setting: "temperature", expected: "0 or greater", found: "\(temperature)")
        }
        if let topK, topK < 1 { throw Problem(setting: "top-k", expected: "1 or greater", found: "\(topK)") }
        guard topP > 0, topP <= 1 else {
            throw Problem(setting: "top-p", expected: "above 0 and at most 1", found: "\(topP)")
        }
        guard minP >= 0, minP <= 1 else { throw Problem(setting: "min-p", expected: "from 0 to 1", found: "\(minP)") }
        guard repetitionPenalty > 0, repetitionPenalty.isFinite else {
            throw Problem(setting: "repetition penalty", expected: "above 0", found: "\(repetitionPenalty)")
        }
    }
}
