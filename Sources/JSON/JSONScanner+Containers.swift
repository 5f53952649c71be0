extension JSONScanner {
    /// Reads the `{` of an object. Its names follow from `nextName`.
    public mutating func beginObject() throws(JSONError) {
        try begin(UInt8(ascii: "{"), expected: "an object")
    }

    /// Reads the `[` of an array. Whether an element follows says `nextElement`.
    public mutating func beginArray() throws(JSONError) {
        try begin(UInt8(ascii: "["), expected: "an array")
    }

    /// Reads the next member's name and its colon, or the `}` that ends the object: nil then.
    public mutating func nextName() throws(JSONError) -> JSONText? {
        guard try nextItem(end: UInt8(ascii: "}"), expected: "a comma or the end of the object") else { return nil }
        guard current == UInt8(ascii: "\"") else { throw unexpected("a name in quotes") }
        let name = try text()
        skipSpace()
        guard current == UInt8(ascii: ":") else { throw unexpected("a colon") }
        offset += 1
        return name
    }

    /// Whether a further element follows. If not, the `]` has been read.
    public mutating func nextElement() throws(JSONError) -> Bool {
        try nextItem(end: UInt8(ascii: "]"), expected: "a comma or the end of the array")
    }

    /// Passes over one value, whatever it is.
    public mutating func skipValue() throws(JSONError) {
        switch try peek() {
        case .null: try null()
        case .bool: _ = try bool()
        case .number: _ = try number()
        case .string: _ = try text()
        case .array:
            try beginArray()
            while try nextElement() { try skipValue() }
        case .object:
            try beginObject()
            while try nextName() != nil { try skipValue() }
        }
    }

    private mutating func begin(_ bracket: UInt8, expected: String) throws(JSONError) {
        skipSpace()
        guard current == bracket else { throw unexpected(expected) }
        guard depth < Self.depthLimit else { throw error(.tooDeep(limit: Self.depthLimit), at: offset) }
        depth += 1
        offset += 1
        isFirst = true
    }

    /// Stops before the next item of a container, its comma passed; false after the end of the container.
    private mutating func nextItem(end: UInt8, expected: String) throws(JSONError) -> Bool {
        skipSpace()
        if current == end {
            offset += 1
            depth -= 1
            isFirst = false
            return false
        }
        if isFirst {
            isFirst = false
            return true
        }
        guard current == UInt8(ascii: ",") else { throw unexpected(expected) }
        offset += 1
        skipSpace()
        if current == end { throw unexpected("another item after the comma") }
        return true
    }
}
