import Foundation
@testable import Tensors

/// Weights of one's own in any dtype and layout, with strange strides and addresses, between walls of NaN.
struct WeightBlock {
    let matrix: WeightMatrix
    /// W(o, i) as doubles, [out, in].
    let values: [Double]

    /// - Parameters:
    ///   - gap: elements between the end of one stored row and the beginning of the next.
    ///   - shift: bytes by which the base misses a 64-byte boundary.
    init(
        _ dtype: DType, _ layout: WeightMatrix.Layout, inputs: Int, outputs: Int, gap: Int = 0, shift: Int = 0, seed: UInt64 = 1,
        value: ((Int, Int) -> Float)? = nil
    ) {
        let (rows, length) = layout == .outputMajor ? (outputs, inputs) : (inputs, outputs)
        let stride = length + gap
        let wall = 256
        let size = (max(rows, 1) * stride * dtype.byteCount + shift + 2 * wall + 63) / 64 * 64
        let bytes = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 64)
        // All ones is a NaN in every one of the formats.
        memset(bytes, 0xff, size)
        let base = bytes + wall + shift
        var random = Noise(seed: seed)
        var values = [Double](repeating: 0, count: inputs * outputs)
        for output in 0..<outputs {
            for input in 0..<inputs {
                let offset = layout == .outputMajor ? output * stride + input : input * stride + output
                let number = value?(output, input) ?? random.next()
                switch dtype {
                case .float32: base.storeBytes(of: number, toByteOffset: offset * 4, as: Float.self)
                case .bfloat16: base.storeBytes(of: UInt16(number.bitPattern >> 16), toByteOffset: offset * 2, as: UInt16.self)
                default: base.storeBytes(of: Float16(number), toByteOffset: offset * 2, as: Float16.self)
                }
                values[output * inputs + input] = Double(dtype.float(at: offset, from: base))
            }
        }
        self.values = values
        matrix = WeightMatrix(
            name: "weights", dtype: dtype, layout: layout, inputs: inputs, outputs: outputs, stride: stride, base: base,
            owner: OwnedMemory(bytes))
    }
}

/// Repeatable numbers between −1 and 1.
struct Noise {
    private var state: UInt64

    init(seed: UInt64) { state = seed &* 0x9e37_79b9_7f4a_7c15 | 1 }

    mutating func next() -> Float {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Float(Int32(truncatingIfNeeded: state >> 32)) / 2_147_483_648
    }

    mutating func tensor(_ shape: Shape, scale: Float = 1) -> Tensor {
        Tensor(shape, (0..<shape.elementCount).map { _ in next() * scale })
    }
}
