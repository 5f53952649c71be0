import JSON

extension JSONValue {
    /// The value in one short line, for a message.
    package var excerpt: String {
        switch self {
        case .null: "null"
        case .bool(let bool): "\(bool)"
        case .number(let number): number.spelling.count <= 40 ? number.spelling : "\(number.spelling.prefix(40))…"
        case .string(let string): Quoted(string, limit: 60).description
        case .array(let values) where values.count <= 8 && !values.contains { $0.array != nil || $0.object != nil }:
            "[\(values.map(\.excerpt).joined(separator: ", "))]"
        case .array(let values): "an array of \(values.count)"
        case .object(let object): "an object of \(object.members.count)"
        }
    }
}
