extension JSONValue {
    /// A whole number.
    public static func int(_ value: Int) -> JSONValue {
        .number(JSONNumber(value))
    }

    /// A number in the shortest spelling that reads back as the same one. JSON has no infinities and no NaN: they become `null`.
    public static func double(_ value: Double) -> JSONValue {
        JSONNumber(value).map { .number($0) } ?? .null
    }
}
