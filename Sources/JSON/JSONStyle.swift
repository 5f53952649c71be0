/// How a JSON text is laid out.
public struct JSONStyle: Hashable, Sendable {
    /// Spaces per level; nil writes everything in one line.
    public let indent: Int?

    /// What stands between items.
    public let itemSeparator: String

    /// What stands between a name and its value.
    public let nameSeparator: String

    public init(indent: Int?, itemSeparator: String, nameSeparator: String) {
        self.indent = indent
        self.itemSeparator = itemSeparator
        self.nameSeparator = nameSeparator
    }

    /// `{"a":[1,2]}`
    public static let compact = JSONStyle(indent: nil, itemSeparator: ",", nameSeparator: ":")

    /// `{"a": [1, 2]}`, as Python's `json.dumps` and Jinja's `tojson` print it.
    public static let spaced = JSONStyle(indent: nil, itemSeparator: ", ", nameSeparator: ": ")

    /// One item per line, as Python's `json.dumps(indent=…)` prints it.
    public static func pretty(indent: Int = 2) -> JSONStyle {
        JSONStyle(indent: indent, itemSeparator: ",", nameSeparator: ": ")
    }
}
