import JSON

/// The debugger's answer to a line.
public struct Reply: Sendable {
    public enum Kind: Hashable, Sendable {
        case text
        /// The line was wrong; the text says how, and what to try.
        case refused
        /// The session is over.
        case quit(status: Int32)
    }

    public let kind: Kind
    /// Ends with a line end unless it is empty.
    public let text: String
    /// Whether it is something to read at leisure, and may go through a pager.
    public let pages: Bool
    /// The same for machines.
    public let json: JSONValue?

    public init(_ kind: Kind, _ text: String, pages: Bool = false, json: JSONValue? = nil) {
        self.kind = kind
        self.text = text.isEmpty || text.hasSuffix("\n") ? text : text + "\n"
        self.pages = pages
        self.json = json
    }

    public static func text(_ text: String) -> Reply { Reply(.text, text) }
    public static func refused(_ text: String) -> Reply { Reply(.refused, text) }
    public static func quit(_ status: Int32) -> Reply { Reply(.quit(status: status), "") }

    public var isRefused: Bool { kind == .refused }
}
