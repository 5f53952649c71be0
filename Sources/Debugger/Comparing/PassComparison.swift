import Machine
import Tensors

/// Two complete passes over tokens at the same positions, value by value.
struct PassComparison {
    /// A token that goes to other experts.
    struct Flip: Hashable, Sendable {
        let layer: Int
        let position: Int
        let before: [Int32]
        let after: [Int32]
    }

    private(set) var first: ValueDifference?
    private(set) var flips: [Flip] = []
    /// By layer, how far each row of the residual stream has moved: ‖Δ‖ / ‖x‖.
    private(set) var residuals: [(name: String, rows: [Double])] = []

    init(_ one: Machine, _ other: Machine) throws(Refusal) {
        for instruction in other.program.instructions {
            guard let twin = one.program.instruction(named: instruction.name) else { continue }
            let isResidual = instruction.name.hasSuffix(".resid_post")
            let isChoice = instruction.name.hasSuffix(".router_indices")
            guard first == nil || isResidual || isChoice else { continue }
            let values = try refusing { (try one.value(of: twin.result), try other.value(of: instruction.result)) }
            if first == nil {
                first = ValueDifference(instruction, values.0, values.1, pass: other.passIndex, firstPosition: other.firstPosition)
            }
            if isResidual, values.0.shape == values.1.shape {
                residuals.append((instruction.name, Self.distances(values.0.tensor, values.1.tensor)))
            }
            if isChoice, let layer = ProgramScopes.layer(of: instruction.name) {
                flips += Self.flips(layer, values.0, values.1, firstPosition: other.firstPosition)
            }
        }
    }

    static func distances(_ one: Tensor, _ other: Tensor) -> [Double] {
        let length = one.shape.rowLength
        let (mine, theirs) = (one.values, other.values)
        return (0..<one.shape.rowCount).map { row in
            var (difference, size) = (0.0, 0.0)
            for offset in row * length..<(row + 1) * length {
                let delta = Double(theirs[offset]) - Double(mine[offset])
                difference += delta * delta
                size += Double(mine[offset]) * Double(mine[offset])
            }
            return difference == 0 ? 0 : (difference / size).squareRoot()
        }
    }

    private static func flips(_ layer: Int, _ one: Value, _ other: Value, firstPosition: Int) -> [Flip] {
        guard case .indices(let mine) = one, case .indices(let theirs) = other, mine.shape == theirs.shape else { return [] }
        let count = mine.shape.rowLength
        return (0..<mine.shape.rowCount).compactMap { row in
            let (before, after) = (Array(mine.values[row * count..<(row + 1) * count]), Array(theirs.values[row * count..<(row + 1) * count]))
            return Set(before) == Set(after) ? nil : Flip(layer: layer, position: firstPosition + row, before: before, after: after)
        }
    }
}
