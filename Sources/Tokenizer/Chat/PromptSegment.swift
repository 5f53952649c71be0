/// A piece of a rendered prompt. Only what the template itself writes is special: a text stays text even if it says `<|eot|>`.
public enum PromptSegment: Hashable, Sendable {
    /// Encoded as text, in one run.
    case text(String)

    /// A special token, by its name. `<|image|>` stands where an image goes; whoever brings the image puts its tokens there instead.
    case special(String)

    /// What it is written as.
    public var text: String {
        switch self {
        case .text(let text), .special(let text): text
        }
    }
}
