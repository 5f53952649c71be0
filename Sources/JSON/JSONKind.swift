/// The six kinds of JSON value.
public enum JSONKind: Hashable, Sendable {
    case null, bool, number, string, array, object

    /// The kind in the words of an error message.
    public var name: String {
        switch self {
        case .null: "null"
        case .bool: "a boolean"
        case .number: "a number"
        case .string: "a string"
        case .array: "an array"
        case .object: "an object"
        }
    }
}
