import Foundation
import Machine
import Tensors
import Views

/// One element of an instruction's result, computed by hand from the numbers that it reads: what `explain` fills the
/// formula with.
///
/// This is arithmetic for reading, in Double, over one row or one pair; what the pass computed stands beside it.
struct WorkedExample {
    let instruction: Instruction
    let context: EvaluationContext
    /// One index per axis of the result; positions are absolute.
    let indices: [Int]
    let labels: (Int) -> String

    /// - Parameter wanted: the element to compute; nil takes the last position and the first of everything else
    init(_ instruction: Instruction, _ context: EvaluationContext, wanted: [Int]?, labels: @escaping (Int) -> String) throws(Refusal) {
        self.instruction = instruction
        self.context = context
        self.labels = labels
        let machine = context.machine
        let extents = instruction.shape.extents.enumerated().map { axis, extent in
            switch extent {
            case .fixed(let length): (first: 0, count: length)
            case .newPositions: (first: machine.firstPosition, count: machine.ids.count)
            case .visibleKeys: Self.keys(of: instruction, context)
            case .tiles, .imageRows: (first: 0, count: Self.extent(axis, of: instruction, context))
            }
        }
        guard let wanted else {
            indices = extents.enumerated().map { axis, extent in
                if case .newPositions = instruction.shape.extents[axis] { return extent.first + extent.count - 1 }
                return extent.first
            }
            return
        }
        guard wanted.count == extents.count, zip(wanted, extents).allSatisfy({ ($1.first..<$1.first + $1.count).contains($0) }) else {
            let ranges = extents.map { "\($0.first) to \($0.first + $0.count - 1)" }.joined(separator: ", ")
            throw Refusal("\(instruction.name) has the shape \(instruction.shape); one element of it is given by \(extents.count.times("index")) in \(ranges).")
        }
        indices = wanted
    }

    /// An extent that differs from pass to pass, as the value has it; 1 where it is not computed yet.
    private static func extent(_ axis: Int, of instruction: Instruction, _ context: EvaluationContext) -> Int {
        (try? context.machine.value(of: instruction.result).shape[axis]) ?? 1
    }

    /// The keys around an instruction of an attention.
    static func keys(of instruction: Instruction, _ context: EvaluationContext) -> (first: Int, count: Int) {
        let scope = ProgramScopes.enclosing(instruction.name).last ?? ""
        guard let keys = context.machine.program.instruction(named: scope + ".keys"), keys.pc < context.pc,
            case .cache(let view)? = try? context.machine.value(of: keys.result)
        else { return (0, context.machine.firstPosition + context.machine.ids.count) }
        return (view.firstPosition, view.count)
    }

    /// The formula with numbers, in a few lines; empty where there is nothing to compute.
    func lines() throws(Refusal) -> [String] {
        try refusing {
            switch instruction.operation {
            case let operation as Embed: try embed(operation)
            case let operation as RMSNorm: try norm(operation.epsilon, groupSize: nil, weight: operation.weight)
            case let operation as HeadNorm: try norm(operation.epsilon, groupSize: operation.headSize, weight: nil)
            case let operation as Linear: try linear(operation)
            case let operation as Rope: try rope(operation)
            case let operation as Scores: try scores(operation)
            case is Softmax: try softmax()
            case let operation as WeightedValues: try weightedValues(operation)
            case let operation as TemperatureScale: temperature(operation)
            case let operation as ExpertLinear: try expertLinear(operation)
            case let operation as TopIndices: try topIndices(operation)
            case is SigmoidAt: try sigmoid()
            case is CausalMask: mask(chunk: nil)
            case let operation as ChunkedMask: mask(chunk: operation.chunk)
            case is MaskScores: try maskScores()
            case is AppendCache: try append()
            case let operation as LayerNorm: try layerNorm(operation)
            case let operation as Unfold: try unfold(operation)
            case let operation as GridRope: try gridRope(operation)
            case let operation as TileScores: try tileScores(operation)
            case is TileValues: try tileValues()
            case let operation as PixelShuffle: try pixelShuffle(operation)
            case is AppendClass, is AddPositions, is DropClass, is JoinTiles: try tileRows()
            case is PlaceImage: try placeImage()
            default: try elementwise()
            }
        }
    }

    // MARK: What the examples share

    func operand(_ index: Int) throws -> Tensor {
        try context.machine.value(of: instruction.operands[index]).tensor
    }

    func operandName(_ index: Int) -> String {
        context.machine.program.name(of: instruction.operands[index]).split(separator: ".").last.map(String.init) ?? ""
    }

    /// The row of a tensor that belongs to the element's position.
    var row: Int {
        guard let axis = instruction.shape.extents.firstIndex(of: .newPositions) else { return tileRow }
        return indices[axis] - context.machine.firstPosition
    }

    /// The row of a tensor without positions, all axes but the last taken together.
    private var tileRow: Int {
        let extents = (try? context.machine.value(of: instruction.result).shape.extents) ?? []
        guard extents.count == indices.count, !extents.isEmpty else { return indices.first ?? 0 }
        return zip(indices, extents).dropLast().reduce(0) { $0 * $1.1 + $1.0 }
    }

    /// What a row is called: `at position 7`, or in a tile `of tile 0, row 5`.
    var place: String {
        if instruction.shape.extents.contains(.newPositions) { return "at position \(position)" }
        return indices.count > 2 ? "of tile \(indices[0]), row \(indices[1])" : "number \(row)"
    }

    var position: Int { row + context.machine.firstPosition }

    /// `q[11, 0]`
    var element: String {
        let name = instruction.name.split(separator: ".").last.map(String.init) ?? instruction.name
        return "\(name)[\(indices.map(String.init).joined(separator: ", "))]"
    }

    static func number(_ value: Double) -> String {
        Quantity.decimal(value)
    }

    /// In a product or a sum: `(-0.31)`.
    static func factor(_ value: Double) -> String {
        value < 0 ? "(\(number(value)))" : number(value)
    }

    /// `0.31 · 0.02 + (-1.2) · 0.11 + … (62 more)`, and what it comes to.
    static func products(_ pairs: [(Double, Double)]) -> (text: String, sum: Double) {
        let shown = pairs.prefix(3).map { "\(factor($0.0)) · \(factor($0.1))" }.joined(separator: " + ")
        let rest = pairs.count > 3 ? " + … (\(pairs.count - 3) more)" : ""
        return (shown + rest, pairs.reduce(0) { $0 + $1.0 * $1.1 })
    }

    static func values(_ tensor: Tensor, row: Int, length: Int) -> [Double] {
        tensor.withUnsafeBuffer { values in (0..<length).map { Double(values[row * length + $0]) } }
    }
}
