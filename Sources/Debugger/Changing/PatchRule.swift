import Machine
import Tensors

/// `patch NAME[SLICE] = CHANGE`: wherever a value of that name is computed, these elements become something else.
struct PatchRule: Hashable, Sendable {
    /// A glob over whole names.
    let target: String
    let slice: PatchSlice
    let change: PatchChange

    init(target: String, slice: PatchSlice = .all, change: PatchChange) {
        self.target = target
        self.slice = slice
        self.change = change
    }

    var source: String { "\(place) = \(change.source)" }
    var summary: String { source }

    /// `layers.3.attn.z[:, 2, :]`
    var place: String { target + (slice.isEverything ? "" : "[\(slice.text)]") }

    /// - Parameter kept: where the values come from, if they come from a saved state or a recording
    func machinePatch(from kept: KeptValues?) -> Patch {
        Patch(target, summary: source) { (value, site) throws(OperationError) in
            let offsets = try slice.offsets(in: value.shape, at: site)
            guard !offsets.isEmpty else { return value }
            switch value {
            case .tensor(let tensor): return .tensor(try changed(tensor, offsets, site, kept))
            case .indices(let indices): return .indices(try changed(indices, offsets, site, kept))
            case .mask: throw OperationError("a mask is a rule, not numbers; patch masked_scores or pattern instead")
            case .cache: throw OperationError("a view of the cache is only appended to; patch k or v before it instead")
            }
        }
    }

    private func changed(
        _ tensor: Tensor, _ offsets: [Int], _ site: Patch.Site, _ kept: KeptValues?
    ) throws(OperationError) -> Tensor {
        var result = tensor
        let numbers: [Float] = switch change {
        case .zero: Array(repeating: 0, count: offsets.count)
        case .value(let number): Array(repeating: number, count: offsets.count)
        case .scale(let factor): offsets.map { tensor[flat: $0] * factor }
        case .mean: PositionMean(tensor, site).values(at: offsets)
        case .noise(let sigma, let seed):
            zip(offsets, Noise(seed: seed, tensor.shape, site).values(at: offsets)).map { tensor[flat: $0] + sigma * $1 }
        case .snapshot, .recording: try required(kept).numbers(like: tensor.shape, at: offsets, site)
        }
        result.withUnsafeMutableBuffer { target in
            for (offset, number) in zip(offsets, numbers) { target[offset] = number }
        }
        return result
    }

    private func changed(
        _ indices: Indices, _ offsets: [Int], _ site: Patch.Site, _ kept: KeptValues?
    ) throws(OperationError) -> Indices {
        var result = indices
        let numbers: [Float] = switch change {
        case .zero: Array(repeating: 0, count: offsets.count)
        case .value(let number): Array(repeating: number, count: offsets.count)
        case .snapshot, .recording: try required(kept).numbers(like: indices.shape, at: offsets, site)
        case .mean, .noise, .scale: throw OperationError("\(site.instruction.name) holds whole numbers, which have no \(change.source)")
        }
        for (offset, number) in zip(offsets, numbers) {
            guard let whole = Int32(exactly: number) else { throw OperationError("\(site.instruction.name) holds whole numbers, and \(number) is none") }
            result.values[offset] = whole
        }
        return result
    }

    private func required(_ kept: KeptValues?) throws(OperationError) -> KeptValues {
        guard let kept else { throw OperationError("what the values were kept in is gone") }
        return kept
    }
}
