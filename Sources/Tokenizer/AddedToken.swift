/// A token that is found in the text before anything else is, as `<|eot|>` is.
public struct AddedToken: Hashable, Sendable {
    public let id: Int32

    /// The text it is written as.
    public let content: String

    /// Special tokens are found only where they are asked for, and may be left out when decoding.
    public let isSpecial: Bool
}
