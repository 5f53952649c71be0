extension JSONValue {
    /// Reads a whole JSON text.
    ///
    /// Strict as RFC 8259 has it: no comments, no trailing commas, no bytes after the value. Beyond that a name that occurs twice in an
    /// object is refused, and so are half surrogate pairs and nesting beyond `JSONScanner.depthLimit`: readers disagree about what they mean.
    /// Takes time proportional to the text.
    public init(parsing bytes: UnsafeRawBufferPointer) throws(JSONError) {
        var scanner = JSONScanner(bytes)
        self = try scanner.value()
        try scanner.finish()
    }

    /// Reads a whole JSON text.
    public init(parsing bytes: [UInt8]) throws(JSONError) {
        let result = bytes.withUnsafeBytes { pointer in
            Result { () throws(JSONError) in try JSONValue(parsing: pointer) }
        }
        self = try result.get()
    }

    /// Reads a whole JSON text.
    public init(parsing text: String) throws(JSONError) {
        try self.init(parsing: Array(text.utf8))
    }
}

extension JSONScanner {
    /// Reads the next value as a tree.
    public mutating func value() throws(JSONError) -> JSONValue {
        switch try peek() {
        case .null:
            try null()
            return .null
        case .bool: return .bool(try bool())
        case .number: return .number(try number())
        case .string: return .string(try string())
        case .array:
            var elements: [JSONValue] = []
            try beginArray()
            while try nextElement() { elements.append(try value()) }
            return .array(elements)
        case .object: return .object(try object())
        }
    }

    private mutating func object() throws(JSONError) -> JSONObject {
        var members: [JSONObject.Member] = []
        let start = self
        try beginObject()
        while let name = try nextName() {
            members.append(JSONObject.Member(name: name.string, value: try value()))
        }
        guard let object = JSONObject(members: members) else { throw start.repeatedName() }
        return object
    }

    /// Reads the object here once more, to say which name occurs twice, and where.
    private func repeatedName() -> JSONError {
        var scanner = self
        var seen: Set<ExactName> = []
        do throws(JSONError) {
            try scanner.beginObject()
            while let name = try scanner.nextName() {
                if !seen.insert(ExactName(name.string)).inserted {
                    return error(.repeatedName(name.string), at: name.offset)
                }
                try scanner.skipValue()
            }
        } catch {
            return error
        }
        return error(.repeatedName(""), at: offset)
    }
}
