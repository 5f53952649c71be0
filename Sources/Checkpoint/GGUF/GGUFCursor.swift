/// Reads a GGUF file's header number by number. Nothing is believed before it fits into the file.
struct GGUFCursor {
    private let bytes: UnsafeRawBufferPointer
    private(set) var position: Int

    init(_ bytes: UnsafeRawBufferPointer, at position: Int = 0) {
        self.bytes = bytes
        self.position = position
    }

    var remaining: Int { bytes.count - position }

    mutating func skip(_ count: Int) throws(GGUFProblem) {
        guard count >= 0, count <= remaining else { throw .cutOff(at: position) }
        position += count
    }

    mutating func read<Number: BitwiseCopyable>(_ type: Number.Type) throws(GGUFProblem) -> Number {
        let place = position
        try skip(MemoryLayout<Number>.size)
        return bytes.loadUnaligned(fromByteOffset: place, as: type)
    }

    /// A count of things that take at least `size` bytes each.
    mutating func count(ofSize size: Int) throws(GGUFProblem) -> Int {
        let place = position
        let count = UInt64(littleEndian: try read(UInt64.self))
        guard count <= UInt64(remaining / size) else { throw .count(count, at: place) }
        return Int(count)
    }

    mutating func string() throws(GGUFProblem) -> String {
        let length = try count(ofSize: 1)
        let place = position
        try skip(length)
        return String(decoding: UnsafeRawBufferPointer(rebasing: bytes[place..<place + length]), as: UTF8.self)
    }

    mutating func kind() throws(GGUFProblem) -> GGUFKind {
        let place = position
        let number = UInt32(littleEndian: try read(UInt32.self))
        guard let kind = GGUFKind(rawValue: number) else { throw .kind(number, at: place) }
        return kind
    }

    /// A value that is no array.
    mutating func value(_ kind: GGUFKind) throws(GGUFProblem) -> GGUFValue {
        switch kind {
        case .uint8: .integer(Int(try read(UInt8.self)))
        case .int8: .integer(Int(try read(Int8.self)))
        case .uint16: .integer(Int(UInt16(littleEndian: try read(UInt16.self))))
        case .int16: .integer(Int(Int16(littleEndian: try read(Int16.self))))
        case .uint32: .integer(Int(UInt32(littleEndian: try read(UInt32.self))))
        case .int32: .integer(Int(Int32(littleEndian: try read(Int32.self))))
        case .uint64: .integer(Int(clamping: UInt64(littleEndian: try read(UInt64.self))))
        case .int64: .integer(Int(Int64(littleEndian: try read(Int64.self))))
        case .float32: .number(Double(Float(bitPattern: UInt32(littleEndian: try read(UInt32.self)))))
        case .float64: .number(Double(bitPattern: UInt64(littleEndian: try read(UInt64.self))))
        case .bool: .bool(try read(UInt8.self) != 0)
        case .string: .string(try string())
        case .array: throw .kind(kind.rawValue, at: position)
        }
    }

    /// Passes over an array, checking that it is all there.
    mutating func array(_ file: MappedFile) throws(GGUFProblem) -> GGUFArray {
        let kind = try kind()
        guard kind != .array else { throw .kind(kind.rawValue, at: position) }
        let count = try count(ofSize: kind.byteCount ?? 8)
        let start = position
        if let size = kind.byteCount {
            try skip(count * size)
        } else {
            for _ in 0..<count { try skip(try self.count(ofSize: 1)) }
        }
        return GGUFArray(kind: kind, count: count, file: file, range: start..<position)
    }
}
