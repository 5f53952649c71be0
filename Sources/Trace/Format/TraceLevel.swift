import Machine

/// How much of a pass is recorded. Every level has what the one before it has.
public enum TraceLevel: String, CaseIterable, Comparable, Sendable {
    /// Of every value its shape and statistics, and what its instruction cost.
    case stats
    /// What each token went through: routing, temperature, attention, the likeliest next tokens.
    case router
    /// The residual stream and the logits in full, and what the stream would predict after each layer.
    case residual
    /// Every value in full.
    case all

    public static func < (one: TraceLevel, other: TraceLevel) -> Bool {
        one.rank < other.rank
    }

    private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }

    /// Values that are recorded in full.
    public var patterns: [NamePattern] {
        switch self {
        case .stats: []
        case .router: ["temperature", "**.router_logits", "**.router_indices", "**.router_scores"].map { NamePattern($0) }
        case .residual:
            TraceLevel.router.patterns
                + ["embed", "**.resid_mid", "**.resid_post", "final_norm", "final_norm.last", "logits", "vision.projected"].map { NamePattern($0) }
        case .all: [NamePattern("**")]
        }
    }

    /// Whether there are events for single tokens.
    public var digestsTokens: Bool { self >= .router }

    /// Whether those say what the residual stream would predict.
    public var looksThroughLens: Bool { self >= .residual }
}
