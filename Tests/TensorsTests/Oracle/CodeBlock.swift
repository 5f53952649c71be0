import Foundation
@testable import Tensors

/// Codes and scales of one's own, and what they mean, worked out apart from the kernels.
struct CodeBlock {
    struct Groups {
        /// nil is one scale per output.
        var length: Int?
        var dtype = DType.bfloat16
        var hasZeroPoints = false
        /// One scale for all.
        var isScalar = false
    }

    let matrix: WeightMatrix
    /// W(o, i), [out, in].
    let values: [Double]

    init(
        _ encoding: WeightEncoding, _ layout: WeightMatrix.Layout = .outputMajor, inputs: Int, outputs: Int, groups: Groups = Groups(),
        gap: Int = 0, seed: UInt64 = 1, code: ((Int, Int) -> UInt8)? = nil
    ) {
        var noise = Noise(seed: seed)
        let (rows, length) = layout == .outputMajor ? (outputs, inputs) : (inputs, outputs)
        let groupLength = max(groups.length ?? inputs, 1)
        let groupCount = max((inputs + groupLength - 1) / groupLength, 1)
        let bits = encoding == .int4 ? 4 : 8
        let stride = encoding == .int4 ? (length + 7) / 8 * 8 : length + gap
        func block(_ size: Int, _ filling: Int32) -> UnsafeMutableRawPointer {
            let block = UnsafeMutableRawPointer.allocate(byteCount: size + 256, alignment: 64)
            memset(block, filling, size + 256)
            return block
        }
        // All ones is NaN as FP8; of the others, codes that nobody may read.
        let codes = block(rows * stride * bits / 8, 0xff)
        let scales = block(outputs * groupCount * 4, 0xff)
        let zeros = block((outputs + 7) / 8 * groupCount * 4, 0)

        var factors: [Double] = [], zeroPoints: [Double] = []
        for index in 0..<outputs * groupCount {
            let number = groups.isScalar ? 0.75 : abs(noise.next()) * 0.1 + 0.01
            switch groups.dtype {
            case .float32: scales.storeBytes(of: number, toByteOffset: index * 4, as: Float.self)
            case .float16: scales.storeBytes(of: Float16(number), toByteOffset: index * 2, as: Float16.self)
            default: scales.storeBytes(of: UInt16(number.bitPattern >> 16), toByteOffset: index * 2, as: UInt16.self)
            }
            factors.append(Double(groups.dtype.float(at: groups.isScalar ? 0 : index, from: scales)))
            let zero = groups.hasZeroPoints ? Int(noise.next() * 7.9) : 0
            let (output, group) = (index / groupCount, index % groupCount)
            let place = (output / 8 * groupCount + group) * 4
            let word = zeros.load(fromByteOffset: place, as: UInt32.self)
            zeros.storeBytes(of: word | UInt32(zero + 8) << UInt32(output % 8 * 4), toByteOffset: place, as: UInt32.self)
            zeroPoints.append(Double(zero))
        }
        var values = [Double](repeating: 0, count: inputs * outputs)
        for output in 0..<outputs {
            for input in 0..<inputs {
                let offset = layout == .outputMajor ? output * stride + input : input * stride + output
                var code = code?(output, input) ?? UInt8(truncatingIfNeeded: Int(noise.next() * 1000))
                let number: Double
                switch encoding {
                case .float8:
                    if code & 0x7f == 0x7f { code &= 0x80 }
                    codes.storeBytes(of: code, toByteOffset: offset, as: UInt8.self)
                    number = Self.float8(code)
                case .int8:
                    codes.storeBytes(of: code, toByteOffset: offset, as: UInt8.self)
                    number = Double(Int8(bitPattern: code))
                default:
                    let old = codes.load(fromByteOffset: offset / 2, as: UInt8.self)
                    let nibble = code & 0xf
                    codes.storeBytes(of: offset % 2 == 0 ? old & 0xf0 | nibble : old & 0x0f | nibble << 4, toByteOffset: offset / 2, as: UInt8.self)
                    number = Double(nibble) - 8
                }
                let group = output * groupCount + input / groupLength
                values[output * inputs + input] = (number - (encoding == .int4 ? zeroPoints[group] : 0)) * factors[group]
            }
        }
        self.values = values
        matrix = WeightMatrix(
            name: "weights", encoding: encoding, layout: layout, inputs: inputs, outputs: outputs, stride: stride, base: codes,
            scales: WeightScales(
                base: scales, dtype: groups.dtype, groupLength: groupLength, stride: groups.isScalar ? 0 : groupCount,
                zeroPoints: groups.hasZeroPoints ? UnsafeRawPointer(zeros) : nil, owners: []),
            owner: OwnedMemory(codes, scales, zeros))
    }

    /// By the definition of E4M3.
    static func float8(_ code: UInt8) -> Double {
        let (exponent, fraction) = (Int(code >> 3 & 0xf), Double(code & 7) / 8)
        let magnitude = exponent == 0 ? fraction * pow(2, -6) : (1 + fraction) * pow(2, Double(exponent - 7))
        return code & 0x80 == 0 ? magnitude : -magnitude
    }
}
