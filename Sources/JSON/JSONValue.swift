/// A JSON document as a tree that keeps the order of keys and the spelling of numbers.
///
///     let config = try JSONValue(parsing: #"{"hidden_size": 5120, "rope_theta": 500000.0}"#)
///     config.object?["hidden_size"]?.int          // 5120
///     config.object?["rope_theta"]?.description   // "500000.0"
///
/// Strings compare as Swift's do: an `é` in one scalar equals an `é` in two. Names of members don't, see `JSONObject`.
public enum JSONValue: Hashable, Sendable {
    case null
    case bool(Bool)
    case number(JSONNumber)
    case string(String)
    case array([JSONValue])
    case object(JSONObject)
}

extension JSONValue {
    /// The members, or nil if this is not an object.
    public var object: JSONObject? {
        if case .object(let object) = self { object } else { nil }
    }

    /// The elements, or nil if this is not an array.
    public var array: [JSONValue]? {
        if case .array(let elements) = self { elements } else { nil }
    }

    /// The text, or nil if this is not a string.
    public var string: String? {
        if case .string(let string) = self { string } else { nil }
    }

    /// The whole number, or nil if this is something else: `4` and `4.0` are 4, `4.5` and `"4"` are nil.
    public var int: Int? {
        if case .number(let number) = self { number.int } else { nil }
    }

    /// The nearest double, or nil if this is not a number.
    public var double: Double? {
        if case .number(let number) = self { number.double } else { nil }
    }

    /// The truth value, or nil if this is not a boolean.
    public var bool: Bool? {
        if case .bool(let bool) = self { bool } else { nil }
    }

    public var isNull: Bool { self == .null }

    /// What this is, in the words of an error message: "a string", "null".
    public var typeName: String { kind.name }

    /// What this is, without what is in it.
    public var kind: JSONKind {
        switch self {
        case .null: .null
        case .bool: .bool
        case .number: .number
        case .string: .string
        case .array: .array
        case .object: .object
        }
    }
}

extension JSONValue: CustomStringConvertible {
    /// The document in one line, without spaces.
    public var description: String { text(.compact) }
}
