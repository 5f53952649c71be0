import JSON

/// JSON text as it is put together, without a tree: a pass has hundreds of lines, and each costs the pass some microseconds.
///
/// Numbers are written in the shortest spelling that reads back as the same float; those that JSON doesn't know are the
/// strings "NaN", "Infinity" and "-Infinity".
struct JSONLine {
    private(set) var bytes: [UInt8] = []
    /// Whether a comma has to come before the next member or element.
    private var needsComma = false

    mutating func clear() {
        bytes.removeAll(keepingCapacity: true)
        needsComma = false
    }

    mutating func raw(_ text: StaticString) {
        bytes.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    /// Text that is JSON already.
    mutating func raw(_ text: [UInt8]) {
        bytes.append(contentsOf: text)
    }

    // MARK: Containers

    @inline(__always)
    mutating func object(_ body: (inout JSONLine) -> Void) {
        comma()
        enclosed(UInt8(ascii: "{"), UInt8(ascii: "}"), body)
    }

    @inline(__always)
    mutating func object(_ name: StaticString, _ body: (inout JSONLine) -> Void) {
        member(name)
        enclosed(UInt8(ascii: "{"), UInt8(ascii: "}"), body)
    }

    @inline(__always)
    mutating func array(_ name: StaticString, _ body: (inout JSONLine) -> Void) {
        member(name)
        enclosed(UInt8(ascii: "["), UInt8(ascii: "]"), body)
    }

    @inline(__always)
    mutating func array(_ body: (inout JSONLine) -> Void) {
        comma()
        enclosed(UInt8(ascii: "["), UInt8(ascii: "]"), body)
    }

    @inline(__always)
    private mutating func enclosed(_ begin: UInt8, _ end: UInt8, _ body: (inout JSONLine) -> Void) {
        bytes.append(begin)
        needsComma = false
        body(&self)
        bytes.append(end)
        needsComma = true
    }

    @inline(__always)
    private mutating func comma() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
        needsComma = true
    }

    // MARK: Members

    @inline(__always)
    private mutating func member(_ name: StaticString) {
        comma()
        bytes.append(UInt8(ascii: "\""))
        raw(name)
        bytes.append(UInt8(ascii: "\""))
        bytes.append(UInt8(ascii: ":"))
    }

    mutating func member(_ name: StaticString, _ value: Int) {
        member(name)
        spell(value)
    }

    mutating func member(_ name: StaticString, _ value: Float) {
        member(name)
        spell(value)
    }

    mutating func member(_ name: StaticString, _ value: Double) {
        member(name)
        spell(value.description, isFinite: value.isFinite)
    }

    mutating func member(_ name: StaticString, _ value: Bool) {
        member(name)
        value ? raw("true") : raw("false")
    }

    mutating func member(_ name: StaticString, _ value: String) {
        member(name)
        spell(value)
    }

    mutating func member(_ name: StaticString, _ value: JSONValue) {
        member(name)
        bytes.append(contentsOf: value.text().utf8)
    }

    mutating func null(_ name: StaticString) {
        member(name)
        raw("null")
    }

    mutating func member(_ name: StaticString, _ values: [Int]) {
        array(name) { line in
            for value in values { line.element(value) }
        }
    }

    mutating func member(_ name: StaticString, _ values: [Float]) {
        array(name) { line in
            for value in values { line.element(value) }
        }
    }

    mutating func member(_ name: StaticString, _ values: [String]) {
        array(name) { line in
            for value in values { line.element(value) }
        }
    }

    // MARK: Elements

    mutating func element(_ value: Int) {
        comma()
        spell(value)
    }

    mutating func element(_ value: Float) {
        comma()
        spell(value)
    }

    mutating func element(_ value: String) {
        comma()
        spell(value)
    }

    // MARK: Spellings

    private mutating func spell(_ value: Int) {
        var text = value.description
        text.withUTF8 { bytes.append(contentsOf: $0) }
    }

    private mutating func spell(_ value: Float) {
        spell(value.description, isFinite: value.isFinite)
    }

    private mutating func spell(_ spelling: String, isFinite: Bool) {
        guard isFinite else {
            return spelling.hasSuffix("inf") ? (spelling.hasPrefix("-") ? raw("\"-Infinity\"") : raw("\"Infinity\"")) : raw("\"NaN\"")
        }
        var text = spelling
        text.withUTF8 { bytes.append(contentsOf: $0) }
    }

    private mutating func spell(_ value: String) {
        var text = value
        let isPlain = text.withUTF8 { $0.allSatisfy { $0 >= 0x20 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") } }
        guard isPlain else { return bytes.append(contentsOf: JSONValue.string(value).text().utf8) }
        bytes.append(UInt8(ascii: "\""))
        text.withUTF8 { bytes.append(contentsOf: $0) }
        bytes.append(UInt8(ascii: "\""))
    }
}
