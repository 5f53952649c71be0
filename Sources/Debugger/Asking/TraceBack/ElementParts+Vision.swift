import Foundation
import Machine
import Tensors

/// What the vision tower does with tiles.
extension ElementParts {
    /// Mean and scale are taken as measured, so the number is one element of the operand, shifted and scaled.
    func layerNorm(_ operation: LayerNorm) throws -> Parts {
        let x = try operand(0)
        let length = x.shape.rowLength
        let place = indices[indices.count - 1]
        let start = x.offset(of: indices) - place
        let row = x.withUnsafeBuffer { values in (start..<start + length).map { Double(values[$0]) } }
        let mean = row.reduce(0, +) / Double(length)
        let variance = row.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(length)
        let scale = ElementTerm.Factor.constant("1/σ", value: 1 / (variance + Double(operation.epsilon)).squareRoot())
        let own = weight([place], operation.weight.values[place])
        return Parts(terms: [
            ElementTerm([try factor(0, indices), scale, own]), ElementTerm([.constant("−μ", value: -mean), scale, own]),
            ElementTerm([weight([place], operation.bias.values[place], operand: 1)]),
        ])
    }

    func unfold(_ operation: Unfold) throws -> Parts {
        let x = try operand(0)
        let side = operation.patchSize
        let columns = x.shape[3] / side
        let (patch, place) = (indices[1], indices[2])
        let pixel = [
            indices[0], place / (side * side), patch / columns * side + place / side % side, patch % columns * side + place % side,
        ]
        return Parts(terms: [ElementTerm([try factor(0, pixel)])], notes: ["a pixel"])
    }

    func appendClass(_ operation: AppendClass) throws -> Parts {
        guard try indices[1] < operand(0).shape[1] else {
            return Parts(terms: [ElementTerm([weight([indices[2]], operation.embedding.values[indices[2]])])], notes: ["the class token"])
        }
        return Parts(terms: [ElementTerm([try factor(0, indices)])])
    }

    func addPositions(_ operation: AddPositions) throws -> Parts {
        let added = weight([indices[1], indices[2]], operation.table[output: indices[1], input: indices[2]])
        return Parts(terms: [ElementTerm([try factor(0, indices)]), ElementTerm([added])])
    }

    func gridRope(_ operation: GridRope) throws -> Parts {
        try turned(by: operation.angle(row: indices[1], pair: indices[2] / 2 % (2 * operation.frequencies.count)))
    }

    func tileScores(_ operation: TileScores) throws -> Parts {
        let (head, size) = (indices[1], operation.headSize)
        let scale = 1 / Double(size).squareRoot()
        let terms = try (0..<size).map { i in
            ElementTerm([
                try factor(0, [indices[0], indices[2], head * size + i]), try factor(1, [indices[0], indices[3], head * size + i]),
                .constant("1/√\(size)", value: scale),
            ])
        }
        return Parts(terms: terms, notes: ["\(size) products"])
    }

    func tileValues() throws -> Parts {
        let (pattern, v) = (try operand(0), try operand(1))
        let (heads, rows) = (pattern.shape[1], v.shape[1])
        let head = indices[2] / (v.shape[2] / heads)
        let terms = try (0..<rows).map { key in
            ElementTerm([try factor(0, [indices[0], head, indices[1], key]), try factor(1, [indices[0], key, indices[2]])])
        }
        return Parts(terms: terms, notes: ["head \(head)", terms.count.times("row")])
    }

    func gelu() throws -> Parts {
        let x = try factor(0, indices)
        return Parts(terms: [ElementTerm([x, .constant("Φ", value: 0.5 * erfc(-x.value / 2.0.squareRoot()))])])
    }

    func pixelShuffle(_ operation: PixelShuffle) throws -> Parts {
        let x = try operand(0)
        let (block, length) = (operation.block, x.shape[2])
        let side = Int(Double(x.shape[1]).squareRoot().rounded())
        let (token, part) = (indices[1], indices[2] / length)
        let row = token / (side / block) * block + part / block
        let column = token % (side / block) * block + part % block
        return Parts(terms: [ElementTerm([try factor(0, [indices[0], row * side + column, indices[2] % length])])], notes: ["patch \(row * side + column)"])
    }

    func joinTiles() throws -> Parts {
        let tokens = try operand(0).shape[1]
        return Parts(terms: [ElementTerm([try factor(0, [indices[0] / tokens, indices[0] % tokens, indices[1]])])], notes: ["tile \(indices[0] / tokens)"])
    }

    /// A row of a picture, or the token's own.
    func placeImage() throws -> Parts {
        guard case .indices(let places) = try machine.value(of: instruction.operands[2]),
            let number = places.values.firstIndex(of: Int32(indices[0]))
        else { return Parts(terms: [ElementTerm([try factor(0, indices)])]) }
        return Parts(terms: [ElementTerm([try factor(1, [number, indices[1]])])], notes: ["row \(number) of the pictures"])
    }
}
