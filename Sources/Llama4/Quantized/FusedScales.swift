import Checkpoint
import Tensors

/// The scales of all experts' matrices that are stored as one tensor of eight-bit codes [experts, inputs, outputs].
///
/// Tools differ: one scale per output [E, 1, out] or [E, out, 1], one per expert, or one for all.
struct FusedScales {
    private let entry: TensorEntry
    private let expertStride: Int
    private let outputStride: Int

    /// nil if the scales are of another number.
    init?(_ entry: TensorEntry, experts: Int, rowLength: Int) {
        switch entry.shape.elementCount {
        case experts * rowLength: (expertStride, outputStride) = (rowLength, 1)
        case experts: (expertStride, outputStride) = (1, 0)
        case 1: (expertStride, outputStride) = (0, 0)
        default: return nil
        }
        self.entry = entry
    }

    func scales(expert: Int, firstOutput: Int, inputs: Int) -> WeightScales {
        let offset = expert * expertStride + firstOutput * outputStride
        return WeightScales(
            base: entry.file.base + entry.byteRange.lowerBound + offset * entry.dtype.byteCount, dtype: entry.dtype,
            groupLength: max(inputs, 1), stride: outputStride, owners: [entry.file])
    }
}

extension WeightsLoader {
    /// `{name}_scale` or `{name}_weight_scale`; a problem if there is neither.
    mutating func fusedScales(_ name: String, experts: Int, rowLength: Int) -> FusedScales? {
        guard let entry = companion("\(name)_scale") ?? companion("\(name)_weight_scale") else {
            report(.missing(name: prefix + "\(name)_scale", shape: [experts, 1, rowLength]))
            return nil
        }
        guard entry.dtype.isComputable else {
            report(.wrongDType(name: entry.name, found: entry.dtype))
            return nil
        }
        guard let scales = FusedScales(entry, experts: experts, rowLength: rowLength) else {
            report(.misshapen(name: entry.name, expected: [experts, 1, rowLength], found: entry.shape))
            return nil
        }
        return scales
    }
}
