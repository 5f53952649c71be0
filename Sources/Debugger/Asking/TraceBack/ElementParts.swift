import Foundation
import Machine
import Tensors

/// Finds the terms of one element of an instruction's result, from what the instruction read.
///
/// This is arithmetic for reading, in Double, on one element. There is one method for each kind of operation.
struct ElementParts {
    struct Parts {
        var terms: [ElementTerm]
        var notes: [String] = []
    }

    let instruction: Instruction
    let indices: [Int]
    let value: Double
    let machine: Machine

    init(_ instruction: Instruction, _ indices: [Int], _ value: Double, _ machine: Machine) {
        self.instruction = instruction
        self.indices = indices
        self.value = value
        self.machine = machine
    }

    func parts() throws -> Parts {
        switch instruction.operation {
        case let operation as Embed: try embed(operation)
        case let operation as Linear: try linear(operation)
        case let operation as ExpertLinear: try expertLinear(operation)
        case let operation as RMSNorm: try norm(operation.epsilon, groupSize: nil, weight: operation.weight)
        case let operation as HeadNorm: try norm(operation.epsilon, groupSize: operation.headSize, weight: nil)
        case let operation as Rope: try rope(operation)
        case let operation as Scores: try scores(operation)
        case let operation as WeightedValues: try weightedValues(operation)
        case is MaskScores: try maskScores()
        case is Softmax: try softmax(isTile: !instruction.shape.extents.contains(.newPositions))
        case is AppendCache: try append()
        case is SigmoidAt: try sigmoid()
        case is TopIndices: try topIndices()
        case is ScaleRows: Parts(terms: [ElementTerm([try factor(1, [indices[0]]), try factor(0, indices)])])
        case is ScaleCopies:
            Parts(terms: [ElementTerm([try factor(1, [indices[0], indices[1]]), try factor(0, [indices[0], indices[2]])])])
        case is SumCopies:
            Parts(terms: try (0..<operand(0).shape[1]).map { ElementTerm([try factor(0, [indices[0], $0, indices[1]])]) })
        case is Add: Parts(terms: try instruction.operands.indices.map { ElementTerm([try factor($0, indices)]) })
        case is Multiply: Parts(terms: [ElementTerm(try instruction.operands.indices.map { try factor($0, indices) })])
        case is SiLU: try silu()
        case is LastRow: Parts(terms: [ElementTerm([try factor(0, [operand(0).shape.rowCount - 1] + indices.dropFirst())])])
        case is TemperatureScale: Parts(terms: [ElementTerm(whole: value, from: [.constant("position", value: Double(machine.firstPosition + indices[0]))])], notes: ["a rule"])
        case let operation as LayerNorm: try layerNorm(operation)
        case let operation as Unfold: try unfold(operation)
        case let operation as AppendClass: try appendClass(operation)
        case let operation as AddPositions: try addPositions(operation)
        case let operation as GridRope: try gridRope(operation)
        case let operation as TileScores: try tileScores(operation)
        case is TileValues: try tileValues()
        case is GELU: try gelu()
        case is DropClass: Parts(terms: [ElementTerm([try factor(0, indices)])])
        case let operation as PixelShuffle: try pixelShuffle(operation)
        case is JoinTiles: try joinTiles()
        case is PlaceImage: try placeImage()
        default: Parts(terms: [], notes: ["a rule, not a sum"])
        }
    }

    // MARK: What the methods share

    func operand(_ number: Int) throws -> Tensor {
        try machine.value(of: instruction.operands[number]).tensor
    }

    /// An element of an operand as a factor.
    func factor(_ number: Int, _ indices: [Int]) throws -> ElementTerm.Factor {
        let tensor = try operand(number)
        return .element(ValueElement(instruction.operands[number], indices), value: Double(tensor[flat: tensor.offset(of: indices)]))
    }

    /// The short name of a weight of the operation, with indices: `q_proj[3, 17]`.
    func weight(_ indices: [Int], _ value: Float, operand number: Int = 0) -> ElementTerm.Factor {
        let weights = instruction.operation.weights
        let name = weights.indices.contains(number) ? weights[number].shortName : "W"
        return .weight("\(name)[\(indices.map(String.init).joined(separator: ", "))]", value: Double(value))
    }

    func silu() throws -> Parts {
        let x = try factor(0, indices)
        return Parts(terms: [ElementTerm([x, .constant("σ", value: 1 / (1 + exp(-x.value)))])])
    }
}
