import JSON
public struct Tokenizer: Sendable {
    public init(file: String) throws {}
    public var templateWarning: String? { nil }
    public func encode(_ text: String, parsingSpecialTokens: Bool, addingBeginOfText: Bool) throws -> [Int32] { [] }
    public func encode(_ c: Conversation) throws -> [Int32] { [] }
    public func text(_ id: Int32) -> String { "" }
}
public struct Conversation: Sendable { public init(system: String?, user: String) {} }
public struct StreamingDecoder { public init(_ t: Tokenizer) {}; public mutating func append(_ id: Int32) -> String { "" }; public mutating func finish() -> String { "" } }
