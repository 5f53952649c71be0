import JSON
import Tensors

/// The header of a safetensors file, checked through and through.
///
///     ┌─────────────┬──────────────────────────┬──────────────────────────────┐
///     │ N, 8 bytes  │ N bytes of JSON          │ the tensors' bytes, gapless  │
///     │ u64, little │ {"name": {…}, …}         │ offsets count from here      │
///     └─────────────┴──────────────────────────┴──────────────────────────────┘
///
/// Accepted is what the reference crate (huggingface/safetensors, `Metadata::validate`) accepts: every byte after the
/// header belongs to exactly one tensor, and every range is as long as dtype and shape say. Two things are stricter:
/// the other extents of an empty tensor must not overflow either, and names that differ only in how Unicode composes
/// their characters count as one.
public struct SafetensorsHeader: Sendable {
    /// One tensor as the header describes it.
    public struct Item: Sendable, Equatable {
        public let name: String
        public let dtype: DType
        public let shape: Shape
        /// Counted from the beginning of the file.
        public let byteRange: Range<Int>
    }

    /// As the reference crate limits it.
    public static let lengthLimit = 100_000_000

    /// In the order of their bytes.
    public let items: [Item]
    /// Free text, in the order of the file.
    public let metadata: [(name: String, text: String)]

    /// - Parameter bytes: the whole file.
    public init(_ bytes: UnsafeRawBufferPointer) throws(SafetensorsProblem) {
        guard bytes.count >= 8 else { throw .noLength(fileByteCount: bytes.count) }
        let length = UInt64(littleEndian: bytes.loadUnaligned(as: UInt64.self))
        guard length <= Self.lengthLimit else { throw .longHeader(length: length) }
        let dataStart = 8 + Int(length)
        guard dataStart <= bytes.count else { throw .cutHeader(length: Int(length), fileByteCount: bytes.count) }

        let json: JSONValue
        do {
            json = try JSONValue(parsing: UnsafeRawBufferPointer(rebasing: bytes[8..<dataStart]))
        } catch {
            throw .brokenJSON(error)
        }
        guard let object = json.object else { throw .notAnObject(found: json.typeName) }

        var items: [Item] = []
        var metadata: [(name: String, text: String)] = []
        var names: Set<String> = []
        items.reserveCapacity(object.members.count)
        for member in object.members {
            guard names.insert(member.name).inserted else { throw .duplicate(tensor: member.name) }
            if member.name == "__metadata__" {
                metadata = try Self.metadata(member.value)
            } else {
                items.append(try Item(member.name, member.value, dataStart: dataStart, fileByteCount: bytes.count))
            }
        }
        items.sort {
            ($0.byteRange.lowerBound, $0.byteRange.upperBound) < ($1.byteRange.lowerBound, $1.byteRange.upperBound)
        }
        try Self.checkGapless(items, dataStart: dataStart, fileByteCount: bytes.count)
        self.items = items
        self.metadata = metadata
    }

    private static func metadata(
        _ value: JSONValue
    ) throws(SafetensorsProblem) -> [(name: String, text: String)] {
        if case .null = value { return [] }
        guard let object = value.object else { throw .metadata(key: nil, found: value.typeName) }
        var metadata: [(name: String, text: String)] = []
        for member in object.members {
            guard let text = member.value.string else { throw .metadata(key: member.name, found: member.value.typeName) }
            metadata.append((member.name, text))
        }
        return metadata
    }

    private static func checkGapless(
        _ items: [Item], dataStart: Int, fileByteCount: Int
    ) throws(SafetensorsProblem) {
        var end = dataStart
        var previous = ""
        for item in items {
            if item.byteRange.lowerBound < end {
                throw .overlap(tensor: item.name, with: previous)
            }
            if item.byteRange.lowerBound > end {
                throw .hole(before: item.name, byteCount: item.byteRange.lowerBound - end)
            }
            end = item.byteRange.upperBound
            previous = item.name
        }
        guard end == fileByteCount else { throw .surplusBytes(fileByteCount - end) }
    }
}
