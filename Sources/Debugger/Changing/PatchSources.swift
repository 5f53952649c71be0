import Foundation
import Llama4
import Machine
import Tensors

/// The mean of a value over the positions of its pass.
struct PositionMean {
    private let tensor: Tensor
    private let stride: Int
    private let count: Int

    init(_ tensor: Tensor, _ site: Patch.Site) {
        self.tensor = tensor
        let axis = site.instruction.shape.extents.firstIndex(of: .newPositions)
        count = axis.map { tensor.shape[$0] } ?? 1
        stride = axis.map { tensor.shape.extents[($0 + 1)...].reduce(1, *) } ?? 1
    }

    func values(at offsets: [Int]) -> [Float] {
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
    private let stride: Int
    private let count: Int

    init(seed: UInt64, _ shape: Shape, _ site: Patch.Site) {
        // FNV-1a: the same on every machine, which Swift's own hash is not.
        self.seed = site.instruction.name.utf8.reduce(seed &+ 0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
        firstPosition = site.firstPosition
        let axis = site.instruction.shape.extents.firstIndex(of: .newPositions)
        count = axis.map { shape[$0] } ?? 1
        stride = axis.map { shape.extents[($0 + 1)...].reduce(1, *) } ?? 1
    }

    func values(at offsets: [Int]) -> [Float] {
        offsets.map { offset in
            let position = firstPosition + offset / stride % count
            let element = offset / (stride * count) * stride + offset % stride
            var source = RandomSource(seed: seed &+ UInt64(position) &* 0x9e37_79b9_7f4a_7c15 &+ UInt64(element) &* 0xd134_2543_de82_ef95)
            // Box and Muller 1958; 1 − u is never 0.
            let radius = (-2 * log(1 - source.nextUnit())).squareRoot()
            return Float(radius * cos(2 * .pi * source.nextUnit()))
        }
    }
}

/// Values of a saved state, by name.
struct SnapshotValues: Sendable {
    private let values: [String: Value]
    private let firstPosition: Int

    /// The values that a pattern finds among those that had been computed.
    init(_ machine: Machine, matching pattern: NamePattern) throws(MachineError) {
        firstPosition = machine.firstPosition
        var values: [String: Value] = [:]
        for instruction in machine.program.instructions[..<machine.pc] where pattern.matches(instruction.name) {
            values[instruction.name] = try machine.value(of: instruction.result)
        }
        self.values = values
    }

    var isEmpty: Bool { values.isEmpty }

    /// The numbers at the same places, positions taken as absolute.
    func numbers(like shape: Shape, at offsets: [Int], _ site: Patch.Site) throws(OperationError) -> [Float] {
        let name = site.instruction.name
        guard let value = values[name] else { throw OperationError("the snapshot has no \(name)") }
        let source = value.tensor
        if source.shape == shape, firstPosition == site.firstPosition { return offsets.map { source[flat: $0] } }
        let rowCount = shape.extents.first ?? 1
        guard site.instruction.shape.extents.first == .newPositions, source.shape.extents.dropFirst() == shape.extents.dropFirst() else {
            throw OperationError("the snapshot's \(name) is \(source.shape), which doesn't fit \(shape) at other positions")
        }
        let length = shape.elementCount / max(rowCount, 1)
        var numbers: [Float] = []
        for offset in offsets {
            let place = offset + (site.firstPosition - firstPosition) * length
            guard (0..<source.count).contains(place) else {
                throw OperationError("the snapshot has no position \(site.firstPosition + offset / length); give the positions to patch: \(name)[A:B]")
            }
            numbers.append(source[flat: place])
        }
        return numbers
    }
}
