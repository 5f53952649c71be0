import Llama4

/// What the debugger has to know about where it is shown, and how much it may keep.
public struct DebuggerSettings: Sendable {
    /// Columns of the screen.
    public var width: Int
    /// Lines of the screen, for `list` and for long answers.
    public var height: Int
    public var usesColour: Bool
    /// Whether the screen shows nothing but ASCII.
    public var isASCII: Bool
    /// Bytes of values that are kept while stepping; what was let go is computed again.
    public var retentionBudget: Int
    /// How the next token is chosen until the user says otherwise.
    public var sampling: SamplingSettings
    /// Which LlamaStep this is, for what is written.
    public var version: String

    public init(
        width: Int = 80, height: Int = 24, usesColour: Bool = false, isASCII: Bool = false,
        retentionBudget: Int = 1 << 30, sampling: SamplingSettings = .greedy, version: String = "0"
    ) {
        self.width = width
        self.height = height
        self.usesColour = usesColour
        self.isASCII = isASCII
        self.retentionBudget = retentionBudget
        self.sampling = sampling
        self.version = version
    }
}
