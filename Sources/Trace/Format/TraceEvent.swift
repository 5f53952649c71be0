import Tensors

/// One line of a trace.
public enum TraceEvent: Hashable, Sendable {
    case pass(PassEvent)
    case value(ValueEvent)
    case token(TokenEvent)
    case sample(SampleEvent)

    /// The word that the line begins with.
    public enum Kind: String, CaseIterable, Sendable {
        case pass, value, token, sample
    }
}

/// A pass begins.
public struct PassEvent: Hashable, Sendable {
    /// From 0.
    public var pass: Int
    /// The absolute position of its first token.
    public var firstPosition: Int
    public var tokens: [TraceToken]
    /// The tiles that go through the vision tower, in a pass of the tower: it has no tokens. nil in a pass of the text.
    public var tiles: Range<Int>?

    public init(pass: Int, firstPosition: Int, tokens: [TraceToken]) {
        (self.pass, self.firstPosition, self.tokens) = (pass, firstPosition, tokens)
    }

    /// What the member `kind` of a pass of the vision tower says.
    static let towerKind = "vision"

    /// A pass of the vision tower.
    public init(pass: Int, tiles: Range<Int>) {
        self.init(pass: pass, firstPosition: 0, tokens: [])
        self.tiles = tiles
    }
}

/// The token that was chosen after a pass. It is fed to the next one.
public struct SampleEvent: Hashable, Sendable {
    public var pass: Int
    /// The position that it will have.
    public var position: Int
    public var token: TraceToken
    /// Natural logarithm of its probability, without any sampling settings.
    public var logProbability: Double

    public init(pass: Int, position: Int, token: TraceToken, logProbability: Double) {
        (self.pass, self.position, self.token, self.logProbability) = (pass, position, token, logProbability)
    }
}

/// What a trace says behind its last event. Without it the trace is incomplete.
public struct TraceSummary: Hashable, Sendable {
    public var passes: Int
    public var events: Int
    /// How long it took; nil where nobody measured it.
    public var seconds: Double?
    /// False where the recording was stopped before its end.
    public var complete: Bool

    public init(passes: Int, events: Int, seconds: Double?, complete: Bool) {
        (self.passes, self.events, self.seconds, self.complete) = (passes, events, seconds, complete)
    }
}
