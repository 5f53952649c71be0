import Trace

/// What a check found.
public struct CheckReport: Sendable {
    /// One value of the pass beside the expected one.
    public struct Row: Sendable {
        public enum Verdict: Sendable, Hashable {
            case agrees
            case differs
            /// The program computes no value of this name.
            case unknown
        }

        public let name: String
        /// Its place in the program; nil if it has none.
        public let pc: Int?
        public let comparison: ValueComparison?
        public let verdict: Verdict
    }

    /// The first instruction whose value differs, and how far off its inputs were.
    public struct Divergence: Sendable {
        public let name: String
        public let mnemonic: String
        public let comparison: ValueComparison
        public let inputs: [Row]
        /// Instructions between those inputs and the value that nobody had expectations of, in program order: the fault may lie
        /// in any of them.
        public let unseen: [String]
    }

    /// The first place where token by token is not all at once.
    public struct DecodeDifference: Sendable {
        public let position: Int
        public let name: String
        public let comparison: ValueComparison
    }

    /// The first token that the greedy continuation chooses otherwise.
    public struct ContinuationDifference: Sendable {
        public let index: Int
        public let expected: Int32
        public let found: Int32
        /// The logit of the found token less the logit of the expected one.
        public let margin: Float
    }

    public let caseName: String
    public let tolerance: ValueComparison.Tolerance
    /// In program order; values that the program doesn't have come last.
    public let rows: [Row]
    public let divergence: Divergence?
    /// Positions that were compared token by token.
    public let decodedPositions: Int
    public let decodeDifference: DecodeDifference?
    /// Tokens of the continuation that were compared.
    public let continuationLength: Int
    public let continuationDifference: ContinuationDifference?
    /// nil if the case has no logits of the continuation.
    public let continuationLogits: ValueComparison?

    public var agrees: Bool {
        rows.allSatisfy { $0.verdict == .agrees } && decodeDifference == nil && continuationDifference == nil
            && continuationLogits?.agrees != false
    }
}
