import JSON

/// A view, for people and for machines.
public struct ViewAnswer: Sendable {
    public let text: String
    public let json: JSONValue
}
