import JSON
import Tensors

/// What is wrong with the header of a safetensors file.
public enum SafetensorsProblem: Error, Sendable, Equatable {
    /// Fewer than the eight bytes that say how long the header is.
    case noLength(fileByteCount: Int)
    case longHeader(length: UInt64)
    case cutHeader(length: Int, fileByteCount: Int)
    case brokenJSON(JSONError)
    case notAnObject(found: String)
    case duplicate(tensor: String)
    /// `__metadata__` holds something else than strings.
    case metadata(key: String?, found: String)
    /// A tensor's description, or one of its three keys, is absent or of another kind.
    case field(tensor: String, key: String?, found: String?)
    case unknownDType(tensor: String, tag: String)
    case rank(tensor: String, rank: Int)
    case overflow(tensor: String, shape: Shape)
    case outside(tensor: String, end: Int, available: Int)
    case wrongLength(tensor: String, dtype: DType, shape: Shape, expected: Int, found: Int)
    case overlap(tensor: String, with: String)
    case hole(before: String, byteCount: Int)
    case surplusBytes(Int)
}

extension SafetensorsProblem: CustomStringConvertible {
    /// What was expected and what was found, as half a sentence: the file is named by `CheckpointError`.
    public var description: String {
        switch self {
        case .noLength(let count):
            "a safetensors file begins with 8 bytes that give its header's length, but the file has only \(count)"
        case .longHeader(let length):
            "the header's length must be at most \(SafetensorsHeader.lengthLimit) bytes, but the first 8 bytes say \(length)"
        case .cutHeader(let length, let count):
            "the header should be \(length) bytes long, but only \(max(count - 8, 0)) follow its length"
        case .brokenJSON(let error):
            "the header must be a JSON object, but it is not valid JSON (\(error.clause))"
        case .notAnObject(let found):
            "the header must be a JSON object, but it is \(found)"
        case .duplicate(let tensor):
            "every name may occur once, but \(Quoted(tensor)) occurs twice"
        case .metadata(let key, let found):
            "__metadata__ must hold strings, but \(key.map { "its \(Quoted($0))" } ?? "it") is \(found)"
        case .field(let tensor, nil, let found):
            "\(Quoted(tensor)) must be an object with dtype, shape and data_offsets, but is \(found ?? "absent")"
        case .field(let tensor, let key?, let found):
            "\(key) of \(Quoted(tensor)) must be \(Self.meaning(of: key)), but is \(found ?? "absent")"
        case .unknownDType(let tensor, let tag):
            "dtype of \(Quoted(tensor)) must be one of \(DType.allCases.map(\.rawValue).joined(separator: ", ")), but is \(Quoted(tag))"
        case .rank(let tensor, let rank):
            "\(Quoted(tensor)) has \(rank) axes, which no tensor has"
        case .overflow(let tensor, let shape):
            "shape \(Enumeration(shape.extents.map(String.init))) of \(Quoted(tensor)) has more bytes than 64 bits can count"
        case .outside(let tensor, let end, let available):
            "\(Quoted(tensor)) should end at byte \(end) of the data, but there are only \(available)"
        case .wrongLength(let tensor, let dtype, let shape, let expected, let found):
            "\(Quoted(tensor)) is \(dtype.rawValue) \(shape), which is \(expected) bytes, but its data_offsets hold \(found)"
        case .overlap(let tensor, let other):
            "the bytes of \(Quoted(tensor)) overlap with those of \(Quoted(other))"
        case .hole(let tensor, let count):
            "every byte must belong to a tensor, but \(count) before \(Quoted(tensor)) belong to none"
        case .surplusBytes(let count):
            "every byte must belong to a tensor, but the last \(count) belong to none"
        }
    }

    private static func meaning(of key: String) -> String {
        switch key {
        case "dtype": "a string"
        case "shape": "an array of whole numbers, none of them negative"
        default: "two byte positions, the first not beyond the second"
        }
    }
}
