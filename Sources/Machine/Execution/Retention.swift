/// Which values a machine keeps after their last use.
public enum Retention: Hashable, Sendable {
    /// None, and no way back across passes: for generation. A value that somebody looks at is computed again.
    case freeing
    /// As many as fit into a number of bytes, the latest ones first; dropped ones are computed again when somebody looks.
    case keeping(byteBudget: Int)
    /// All of them.
    case everything

    /// What stepping promises: 1 GiB of kept values.
    public static let stepping = Retention.keeping(byteBudget: 1 << 30)

    /// Whether the beginnings of earlier passes are remembered, so that one can go back across them.
    var keepsHistory: Bool { self != .freeing }
}
