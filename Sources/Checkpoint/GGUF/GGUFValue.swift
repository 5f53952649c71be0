/// A value of a GGUF file's metadata.
enum GGUFValue: Sendable {
    case integer(Int)
    case number(Double)
    case bool(Bool)
    case string(String)
    case array(GGUFArray)

    var integer: Int? { if case .integer(let value) = self { value } else { nil } }
    var string: String? { if case .string(let value) = self { value } else { nil } }
    var bool: Bool? { if case .bool(let value) = self { value } else { nil } }
    var array: GGUFArray? { if case .array(let value) = self { value } else { nil } }

    var number: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .number(let value): value
        default: nil
        }
    }
}

/// The kinds of values, by their numbers in the file.
enum GGUFKind: UInt32, Sendable {
    case uint8 = 0, int8, uint16, int16, uint32, int32, float32, bool, string, array, uint64, int64, float64

    /// Bytes of one value; nil where they differ.
    var byteCount: Int? {
        switch self {
        case .uint8, .int8, .bool: 1
        case .uint16, .int16: 2
        case .uint32, .int32, .float32: 4
        case .uint64, .int64, .float64: 8
        case .string, .array: nil
        }
    }
}

/// Values of one kind, where they lie: a vocabulary has hundreds of thousands.
struct GGUFArray: Sendable {
    let kind: GGUFKind
    let count: Int
    let file: MappedFile
    /// Where they lie, counted from the beginning of the file; looked through when the file was opened.
    let range: Range<Int>

    private var cursor: GGUFCursor { GGUFCursor(file.bytes, at: range.lowerBound) }

    /// nil if they are of another kind.
    var strings: [String]? {
        guard kind == .string else { return nil }
        var (cursor, strings): (GGUFCursor, [String]) = (cursor, [])
        strings.reserveCapacity(count)
        for _ in 0..<count {
            guard let string = try? cursor.string() else { return nil }
            strings.append(string)
        }
        return strings
    }

    var integers: [Int]? {
        guard kind != .string else { return nil }
        var (cursor, integers): (GGUFCursor, [Int]) = (cursor, [])
        for _ in 0..<count {
            guard let value = try? cursor.value(kind), let integer = value.integer else { return nil }
            integers.append(integer)
        }
        return integers
    }
}
