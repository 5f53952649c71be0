import Checkpoint
import Foundation
import Tensors

/// A tensor as a page holds it: base64 of its numbers, or of one byte per number between its least and its greatest.
struct PackedTensor {
    enum Form {
        /// float32 or int32, bit for bit.
        case exact
        /// 253 steps; 253, 254 and 255 stand for −∞, ∞ and NaN.
        case rounded
    }

    let entry: TensorEntry
    var form: Form

    private var isWhole: Bool { entry.dtype == .int32 }

    /// Whether one byte per number would do: pictures of many numbers, never indices.
    var canBeRounded: Bool { !isWhole && entry.shape.elementCount > 4096 }

    /// Characters that it takes, with its shape and bounds.
    var byteCount: Int {
        (form == .exact ? 4 : 1) * entry.shape.elementCount / 3 * 4 + entry.name.utf8.count + 160
    }

    /// A member of the page's `tensors`.
    func json() throws(CheckpointError) -> [UInt8] {
        let shape = entry.shape.extents.map(String.init).joined(separator: ",")
        switch form {
        case .exact where isWhole:
            return member("i32", shape, bounds: "", Data(entry.bytes))
        case .exact:
            let numbers = try entry.floats()
            return member("f32", shape, bounds: "", numbers.withUnsafeBytes { Data($0) })
        case .rounded:
            let numbers = try entry.floats()
            let finite = numbers.lazy.filter(\.isFinite)
            let (low, high) = (finite.min() ?? 0, finite.max() ?? 0)
            // In Double: the difference of two floats may be too large for a float.
            let step = (Double(high) - Double(low)) / 252
            let bytes = numbers.map { number -> UInt8 in
                if number.isNaN { return 255 }
                if number.isInfinite { return number < 0 ? 253 : 254 }
                return step > 0 ? UInt8(min(252, ((Double(number) - Double(low)) / step).rounded())) : 0
            }
            return member("u8", shape, bounds: ",\"low\":\(low),\"high\":\(high)", Data(bytes))
        }
    }

    private func member(_ kind: String, _ shape: String, bounds: String, _ bytes: Data) -> [UInt8] {
        Array("{\"kind\":\"\(kind)\",\"shape\":[\(shape)]\(bounds),\"data\":\"".utf8) + bytes.base64EncodedData() + Array("\"}".utf8)
    }
}
