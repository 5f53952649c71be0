import JSON

/// Members of an object of a trace, read one by one; what is wrong is told with its place. Members that nobody asks for
/// are passed over, so that later versions may add some.
struct TraceFields {
    typealias Problem = TraceError.FieldProblem

    let object: JSONObject
    /// What the object is called in messages: `header.model`.
    let place: String

    init(_ value: JSONValue, _ place: String) throws(Problem) {
        guard let object = value.object else { throw Problem(place, expected: "an object", found: value.typeName) }
        (self.object, self.place) = (object, place)
    }

    func at(_ name: String) -> String { place.hasSuffix(":") ? "\(place) \(name)" : "\(place).\(name)" }

    /// The member; nil if it is absent or null.
    func optional(_ name: String) -> JSONValue? {
        object[name].flatMap { $0.isNull ? nil : $0 }
    }

    func value(_ name: String, expected: String) throws(Problem) -> JSONValue {
        guard let value = optional(name) else { throw Problem(at(name), expected: expected, found: object[name] == nil ? "absent" : "null") }
        return value
    }

    // MARK: Single members

    func int(_ name: String, in range: ClosedRange<Int> = 0...Int.max) throws(Problem) -> Int {
        try Self.int(try value(name, expected: Self.words(range)), at(name), in: range)
    }

    func optionalInt(_ name: String, in range: ClosedRange<Int> = 0...Int.max) throws(Problem) -> Int? {
        guard let value = optional(name) else { return nil }
        return try Self.int(value, at(name), in: range)
    }

    /// As many as one member says, from where another says on.
    func range(from first: String, count: String) throws(Problem) -> Range<Int> {
        let begin = try int(first, in: 0...Int(Int32.max))
        return begin..<begin + (try int(count, in: 1...Int(Int32.max)))
    }

    func float(_ name: String) throws(Problem) -> Float {
        try Self.float(try value(name, expected: "a number"), at(name))
    }

    func optionalFloat(_ name: String) throws(Problem) -> Float? {
        guard let value = optional(name) else { return nil }
        return try Self.float(value, at(name))
    }

    func optionalDouble(_ name: String) throws(Problem) -> Double? {
        optional(name) == nil ? nil : try double(name)
    }

    func double(_ name: String) throws(Problem) -> Double {
        let value = try value(name, expected: "a number")
        if let special = Self.special(value) { return Double(special) }
        guard let double = value.double else { throw Problem(at(name), expected: "a number", found: value.excerpt) }
        return double
    }

    func string(_ name: String) throws(Problem) -> String {
        let value = try value(name, expected: "a string")
        guard let string = value.string else { throw Problem(at(name), expected: "a string", found: value.excerpt) }
        return string
    }

    func optionalString(_ name: String) throws(Problem) -> String? {
        optional(name) == nil ? nil : try string(name)
    }

    func bool(_ name: String) throws(Problem) -> Bool {
        let value = try value(name, expected: "true or false")
        guard let bool = value.bool else { throw Problem(at(name), expected: "true or false", found: value.excerpt) }
        return bool
    }

    func choice<Choice: RawRepresentable<String> & CaseIterable>(_ name: String, of type: Choice.Type) throws(Problem) -> Choice {
        let word = try string(name)
        guard let choice = Choice(rawValue: word) else {
            throw Problem(at(name), expected: Choice.allCases.map(\.rawValue).joined(separator: ", "), found: JSONValue.string(word).excerpt)
        }
        return choice
    }

    func fields(_ name: String) throws(Problem) -> TraceFields {
        try TraceFields(try value(name, expected: "an object"), at(name))
    }

    // MARK: Lists

    func list<Element>(
        _ name: String, _ element: (JSONValue, String) throws(Problem) -> Element
    ) throws(Problem) -> [Element] {
        try Self.list(try value(name, expected: "an array"), at(name), element)
    }

    static func list<Element>(
        _ value: JSONValue, _ place: String, _ element: (JSONValue, String) throws(Problem) -> Element
    ) throws(Problem) -> [Element] {
        guard let array = value.array else { throw Problem(place, expected: "an array", found: value.excerpt) }
        var elements: [Element] = []
        elements.reserveCapacity(array.count)
        for (index, value) in array.enumerated() { elements.append(try element(value, "\(place)[\(index)]")) }
        return elements
    }

    func ints(_ name: String, in range: ClosedRange<Int> = 0...Int.max) throws(Problem) -> [Int] {
        try list(name) { (value, place) throws(Problem) in try Self.int(value, place, in: range) }
    }

    /// The member `shape`. Extents whose product no computer can hold are none.
    func shape() throws(Problem) -> [Int] {
        let shape = try ints("shape")
        var count = 1
        for extent in shape {
            let (product, overflow) = count.multipliedReportingOverflow(by: extent)
            guard !overflow, product < 1 << 48 else {
                throw Problem(at("shape"), expected: "a shape of less than 2^48 elements", found: "\(shape)")
            }
            count = product
        }
        return shape
    }

    func floats(_ name: String) throws(Problem) -> [Float] {
        try list(name) { (value, place) throws(Problem) in try Self.float(value, place) }
    }

    func strings(_ name: String) throws(Problem) -> [String] {
        try list(name) { (value, place) throws(Problem) in
            guard let string = value.string else { throw Problem(place, expected: "a string", found: value.excerpt) }
            return string
        }
    }

    func objects<Element>(_ name: String, _ element: (TraceFields) throws(Problem) -> Element) throws(Problem) -> [Element] {
        try list(name) { (value, place) throws(Problem) in try element(try TraceFields(value, place)) }
    }

    // MARK: Values

    static func int(_ value: JSONValue, _ place: String, in range: ClosedRange<Int> = 0...Int.max) throws(Problem) -> Int {
        guard let int = value.int, range.contains(int) else {
            throw Problem(place, expected: words(range), found: value.excerpt)
        }
        return int
    }

    /// The nearest float. Beyond its range only what is spelled so is an infinity.
    static func float(_ value: JSONValue, _ place: String) throws(Problem) -> Float {
        if let special = special(value) { return special }
        guard case .number(let number) = value, let float = Float(number.spelling), float.isFinite else {
            throw Problem(place, expected: "a number, \"NaN\", \"Infinity\" or \"-Infinity\"", found: value.excerpt)
        }
        return float
    }

    private static func special(_ value: JSONValue) -> Float? {
        switch value.string {
        case "NaN": .nan
        case "Infinity": .infinity
        case "-Infinity": -.infinity
        default: nil
        }
    }

    private static func words(_ range: ClosedRange<Int>) -> String {
        range.upperBound == .max ? "a whole number from \(range.lowerBound) on" : "a whole number from \(range.lowerBound) to \(range.upperBound)"
    }
}
