import JSON

/// Why a conversation could not be read or rendered.
public enum ConversationError: Error, Hashable, Sendable {
    /// The text is not JSON.
    case notJSON(JSONError)

    /// Something is absent, or is not what it must be.
    case wrong(place: String, expected: String, found: String)
}

extension ConversationError: CustomStringConvertible {
    /// One paragraph: what, where, expected, found, and what to try.
    public var description: String {
        switch self {
        case .notJSON(let error):
            "The conversation is not valid JSON. \(error)"
        case .wrong(let place, let expected, let found):
            """
            The conversation cannot be rendered: at \(place) expected \(expected), found \(found). \
            The form is {"messages": [{"role": "user", "content": "Hi"}], "add_generation_prompt": true}.
            """
        }
    }
}
