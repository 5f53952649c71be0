import Foundation
import Llama4
import Machine
import Tensors

/// The axis of a value whose entries are the positions of its pass.
private struct PositionAxis {
    /// Numbers from one entry to the next.
    let stride: Int
    /// 1 where a value is not split into positions.
    let count: Int

    init(_ shape: Shape, _ site: Patch.Site) {
        let axis = site.instruction.shape.extents.firstIndex(of: .newPositions)
        count = axis.map { shape[$0] } ?? 1
        stride = axis.map { shape.extents[($0 + 1)...].reduce(1, *) } ?? 1
    }
}

/// The mean of a value over the positions of its pass.
struct PositionMean {
    private let tensor: Tensor
    private let axis: PositionAxis

    init(_ tensor: Tensor, _ site: Patch.Site) {
        self.tensor = tensor
        axis = PositionAxis(tensor.shape, site)
    }

    func values(at offsets: [Int]) -> [Float] {
        let (stride, count) = (axis.stride, axis.count)
        var means: [Int: Float] = [:]
        return offsets.map { offset in
            let base = offset - offset / stride % count * stride
            if let mean = means[base] { return mean }
            let mean = Float((0..<count).reduce(0.0) { $0 + Double(tensor[flat: base + $1 * stride]) } / Double(count))
            means[base] = mean
            return mean
        }
    }
}

/// Gaussian noise that depends on the seed, the value's name and the position, and not on how a prompt is cut into passes.
struct Noise {
    private let seed: UInt64
    private let firstPosition: Int
    private let axis: PositionAxis

    init(seed: UInt64, _ shape: Shape, _ site: Patch.Site) {
        // FNV-1a: the same on every machine, which Swift's own hash is not.
        self.seed = site.instruction.name.utf8.reduce(seed &+ 0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
        firstPosition = site.firstPosition
        axis = PositionAxis(shape, site)
    }

    func values(at offsets: [Int]) -> [Float] {
        let (stride, count) = (axis.stride, axis.count)
        return offsets.map { offset in
            let position = firstPosition + offset / stride % count
            let element = offset / (stride * count) * stride + offset % stride
            var source = RandomSource(seed: seed &+ UInt64(position) &* 0x9e37_79b9_7f4a_7c15 &+ UInt64(element) &* 0xd134_2543_de82_ef95)
            // Box and Muller 1958; 1 − u is never 0.
            let radius = (-2 * log(1 - source.nextUnit())).squareRoot()
            return Float(radius * cos(2 * .pi * source.nextUnit()))
        }
    }
}
