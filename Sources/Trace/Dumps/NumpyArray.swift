import Checkpoint
import Foundation
import Tensors

/// An array in NumPy's `.npy` format.
///
///     \x93NUMPY · version · length of the header · {'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), } · numbers
///
/// - Source: NumPy's documentation of `numpy.lib.format`.
struct NumpyArray {
    enum Problem: Error {
        case notNumpy
        case header(String)
        case unsupported(String)
        case length(expected: Int, found: Int)
    }

    let shape: [Int]
    let values: [Float]

    init(_ bytes: [UInt8]) throws(Problem) {
        guard bytes.count >= 10, bytes.starts(with: [0x93] + Array("NUMPY".utf8)) else { throw .notNumpy }
        let lengthSize = bytes[6] == 1 ? 2 : 4
        guard (1...3).contains(bytes[6]), bytes.count >= 8 + lengthSize else { throw .notNumpy }
        let headerLength = bytes[8..<8 + lengthSize].reversed().reduce(0) { $0 << 8 | Int($1) }
        let start = 8 + lengthSize
        guard headerLength <= bytes.count - start else { throw .header("it is cut off") }
        let header = String(decoding: bytes[start..<start + headerLength], as: UTF8.self)
        let shape = try Self.shape(header)
        guard let kind = Self.entry("descr", header)?.trimmingCharacters(in: CharacterSet(charactersIn: "'\" ")) else {
            throw .header("it has no descr")
        }
        guard let read = Self.readers[String(kind.drop { "<=|".contains($0) })], !kind.hasPrefix(">") else { throw .unsupported("numbers of type \(Quoted(kind))") }
        var count = 1
        for extent in shape {
            let (product, overflow) = count.multipliedReportingOverflow(by: extent)
            guard !overflow, product <= bytes.count else { throw .length(expected: .max, found: bytes.count) }
            count = product
        }
        let data = bytes[(start + headerLength)...]
        guard data.count == count * read.size else { throw .length(expected: count * read.size, found: data.count) }
        let numbers = data.withUnsafeBytes { raw in (0..<count).map { read.number(raw, $0 * read.size) } }
        self.shape = shape
        values = Self.entry("fortran_order", header)?.contains("True") == true ? Self.rowMajor(numbers, shape) : numbers
    }

    var tensor: Tensor { Tensor(Shape(shape), values) }

    /// The text behind a key of the header, up to the next key or the end.
    private static func entry(_ key: String, _ header: String) -> String? {
        guard let name = header.range(of: "'\(key)'"), let colon = header[name.upperBound...].firstIndex(of: ":") else { return nil }
        let rest = header[header.index(after: colon)...]
        var depth = 0
        let end = rest.firstIndex { character in
            if "([{".contains(character) { depth += 1 }
            if ")]".contains(character) { depth -= 1 }
            return (character == "," && depth == 0) || character == "}"
        }
        return end.map { String(rest[..<$0]) }
    }

    private static func shape(_ header: String) throws(Problem) -> [Int] {
        guard let text = entry("shape", header), let open = text.firstIndex(of: "("), let close = text.lastIndex(of: ")"), open < close else {
            throw .header("it has no shape")
        }
        let words = text[text.index(after: open)..<close].split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
        let extents = words.compactMap { Int($0) }
        guard extents.count == words.count, extents.allSatisfy({ $0 >= 0 }), extents.count <= 32 else { throw .header("its shape is \(Quoted(text))") }
        return extents
    }

    /// From columns first to rows first.
    private static func rowMajor(_ numbers: [Float], _ shape: [Int]) -> [Float] {
        let target = Shape(shape)
        return (0..<numbers.count).map { offset in
            var place = 0
            for (index, extent) in zip(target.index(ofOffset: offset), shape).reversed() { place = place * extent + index }
            return numbers[place]
        }
    }

    private typealias Reader = (size: Int, number: @Sendable (UnsafeRawBufferPointer, Int) -> Float)

    private static let readers: [String: Reader] = [
        "f8": (8, { Float($0.loadUnaligned(fromByteOffset: $1, as: Double.self)) }),
        "f4": (4, { $0.loadUnaligned(fromByteOffset: $1, as: Float.self) }),
        "f2": (2, { Float($0.loadUnaligned(fromByteOffset: $1, as: Float16.self)) }),
        "i8": (8, { Float($0.loadUnaligned(fromByteOffset: $1, as: Int64.self)) }),
        "i4": (4, { Float($0.loadUnaligned(fromByteOffset: $1, as: Int32.self)) }),
        "i2": (2, { Float($0.loadUnaligned(fromByteOffset: $1, as: Int16.self)) }),
        "i1": (1, { Float($0.loadUnaligned(fromByteOffset: $1, as: Int8.self)) }),
        "u8": (8, { Float($0.loadUnaligned(fromByteOffset: $1, as: UInt64.self)) }),
        "u4": (4, { Float($0.loadUnaligned(fromByteOffset: $1, as: UInt32.self)) }),
        "u2": (2, { Float($0.loadUnaligned(fromByteOffset: $1, as: UInt16.self)) }),
        "u1": (1, { Float($0.loadUnaligned(fromByteOffset: $1, as: UInt8.self)) }),
        "b1": (1, { $0[$1] == 0 ? 0 : 1 }),
    ]
}

extension NumpyArray.Problem: CustomStringConvertible {
    var description: String {
        switch self {
        case .notNumpy: "it does not begin as a .npy file does"
        case .header(let what): "its header can't be read: \(what)"
        case .unsupported(let what): "it holds \(what), and only plain numbers in little endian are read"
        case .length(.max, let found): "its shape is larger than its \(found) bytes"
        case .length(let expected, let found): "it has \(found) bytes of numbers, and its shape needs \(expected)"
        }
    }
}
