/// A JSON document as a tree that keeps the order of keys and the spelling of numbers.
public enum JSONValue: Hashable, Sendable {
    case null
    case bool(Bool)
    case number(JSONNumber)
    case string(String)
    case array([JSONValue])
    case object(JSONObject)
}

/// A number as it was spelled: `1.0` stays `1.0`.
public struct JSONNumber: Hashable, Sendable {
    public let spelling: String
}

/// Members in the order of the document.
public struct JSONObject: Hashable, Sendable {
    public struct Member: Hashable, Sendable {
        public let name: String
        public let value: JSONValue
    }
    public let members: [Member]
}
