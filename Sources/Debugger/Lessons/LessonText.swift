/// A lesson as it lies in a file.
public struct LessonText: Hashable, Sendable {
    /// `01-chunked-attention`: the number orders the lessons, the rest is what one types.
    public let name: String
    public let text: String

    public init(name: String, text: String) {
        self.name = name
        self.text = text
    }
}
