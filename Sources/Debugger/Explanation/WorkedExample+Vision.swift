import Foundation
import Llama4
import Machine
import Tensors

/// What the vision tower does with tiles.
extension WorkedExample {
    func layerNorm(_ operation: LayerNorm) throws -> [String] {
        let x = try operand(0)
        let length = x.shape.rowLength
        let place = indices[indices.count - 1]
        let row = Self.values(x, row: row, length: length)
        let mean = row.reduce(0, +) / Double(length)
        let variance = row.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(length)
        let root = (variance + Double(operation.epsilon)).squareRoot()
        let (weight, bias) = (Double(operation.weight.values[place]), Double(operation.bias.values[place]))
        return [
            "mean of the row of \(length): \(Self.number(mean)); mean of the squared deviations: \(Self.number(variance)); "
                + "√(\(Self.number(variance)) + \(operation.epsilon)) = \(Self.number(root))",
            "\(element) = (\(Self.number(row[place])) − \(Self.factor(mean))) / \(Self.number(root)) · \(Self.factor(weight)) "
                + "+ \(Self.factor(bias)) = \(Self.number((row[place] - mean) / root * weight + bias))",
        ]
    }

    func unfold(_ operation: Unfold) throws -> [String] {
        let x = try operand(0)
        let side = operation.patchSize
        let columns = x.shape[3] / side
        let (patch, place) = (indices[1], indices[2])
        let (channel, line, column) = (place / (side * side), place / side % side, place % side)
        let (top, left) = (patch / columns * side + line, patch % columns * side + column)
        let value = Double(x[indices[0], channel, top, left])
        return [
            "patch \(patch) is row \(patch / columns), column \(patch % columns) of tile \(indices[0]); number \(place) of it is "
                + "\(["red", "green", "blue"][min(channel, 2)]) of its pixel (\(column), \(line))",
            "\(element) = pixel_values[\(indices[0]), \(channel), \(top), \(left)] = \(Self.number(value))",
        ]
    }

    func gridRope(_ operation: GridRope) throws -> [String] {
        let x = try operand(0)
        let pairs = 2 * operation.frequencies.count
        let place = indices[2]
        let pair = place / 2 % pairs
        let start = row * x.shape.rowLength + place / 2 * 2
        let (a, b) = (Double(x[flat: start]), Double(x[flat: start + 1]))
        let angle = Double(operation.angle(row: indices[1], pair: pair))
        let (first, second) = (a * cos(angle) - b * sin(angle), a * sin(angle) + b * cos(angle))
        let isPatch = indices[1] < operation.columns * operation.columns
        let (axis, step) = pair < operation.frequencies.count
            ? ("column", indices[1] % operation.columns) : ("row", indices[1] / operation.columns)
        let frequency = Self.number(Double(operation.frequencies[pair % operation.frequencies.count]))
        return [
            isPatch
                ? "patch \(indices[1]), pair \(pair): turns with the \(axis), θ = (\(step) + 1) · \(frequency) = \(Self.number(angle)) rad"
                : "row \(indices[1]) is the class token, which has no place: θ = 0",
            "(\(Self.number(a)), \(Self.number(b))) → (\(Self.number(first)), \(Self.number(second)))",
        ]
    }

    func tileScores(_ operation: TileScores) throws -> [String] {
        let (q, k) = (try operand(0), try operand(1))
        let (tile, head, query, key) = (indices[0], indices[1], indices[2], indices[3])
        let size = operation.headSize
        let (rows, length) = (q.shape[1], q.shape[2])
        let own = Self.values(q, row: tile * rows + query, length: length)[head * size..<(head + 1) * size]
        let other = Self.values(k, row: tile * rows + key, length: length)[head * size..<(head + 1) * size]
        let products = Self.products(Array(zip(own, other)))
        let root = Double(size).squareRoot()
        return [
            "tile \(tile), head \(head), \(Self.patch(query, of: rows)) asks \(Self.patch(key, of: rows))",
            "\(element) = (\(products.text)) / √\(size) = \(Self.number(products.sum)) / \(Self.number(root)) = \(Self.number(products.sum / root))",
        ]
    }

    func tileSoftmax() throws -> [String] {
        let scores = try operand(0)
        let row = Self.values(scores, row: self.row, length: scores.shape.rowLength)
        let place = indices[indices.count - 1]
        let largest = row.max() ?? 0
        let sum = row.reduce(0) { $0 + exp($1 - largest) }
        return [
            "\(Self.patch(indices[indices.count - 2], of: row.count)) over all \(row.count) rows of the tile; the largest score is \(Self.number(largest))",
            "\(element) = exp(\(Self.number(row[place])) − \(Self.factor(largest))) / \(Self.number(sum)) = \(Self.number(exp(row[place] - largest) / sum))",
        ]
    }

    func tileValues() throws -> [String] {
        let (pattern, v) = (try operand(0), try operand(1))
        let (tile, query) = (indices[0], indices[1])
        let (heads, rows, length) = (pattern.shape[1], v.shape[1], v.shape[2])
        let head = indices[2] / (length / heads)
        let weights = Self.values(pattern, row: (tile * heads + head) * rows + query, length: rows)
        let order = weights.indices.sorted { weights[$0] > weights[$1] }
        let products = Self.products(order.map { (weights[$0], Double(v[flat: (tile * rows + $0) * length + indices[2]])) })
        return [
            "tile \(tile), head \(head), \(Self.patch(query, of: rows)); the heaviest is \(Self.patch(order[0], of: rows))",
            "\(element) = \(products.text) = \(Self.number(products.sum))",
        ]
    }

    func pixelShuffle(_ operation: PixelShuffle) throws -> [String] {
        let x = try operand(0)
        let (block, length) = (operation.block, x.shape[2])
        let side = Int(Double(x.shape[1]).squareRoot().rounded())
        let (token, part) = (indices[1], indices[2] / length)
        let (top, left) = (token / (side / block) * block, token % (side / block) * block)
        let patches = (0..<block * block).map { String((top + $0 / block) * side + left + $0 % block) }.joined(separator: ", ")
        let patch = (top + part / block) * side + left + part % block
        return [
            "token \(token) of tile \(indices[0]) is made of the patches \(patches)",
            "\(element) = \(operandName(0))[\(indices[0]), \(patch), \(indices[2] % length)] = \(Self.number(Double(x[indices[0], patch, indices[2] % length])))",
        ]
    }

    /// Operations that take rows as they are.
    func tileRows() throws -> [String] {
        let x = try operand(0)
        switch instruction.operation {
        case let operation as AppendClass where indices[1] == x.shape[1]:
            return ["row \(indices[1]) is the class token: \(element) = \(Self.number(Double(operation.embedding.values[indices[2]])))"]
        case let operation as AddPositions:
            let (own, added) = (Double(x[indices[0], indices[1], indices[2]]), Double(operation.table[output: indices[1], input: indices[2]]))
            return ["\(element) = \(Self.factor(own)) + \(Self.factor(added)) = \(Self.number(own + added)); the second is row \(indices[1]) of the table"]
        case is JoinTiles:
            let (tile, token) = (indices[0] / x.shape[1], indices[0] % x.shape[1])
            return ["row \(indices[0]) is token \(token) of tile \(tile): \(element) = \(Self.number(Double(x[tile, token, indices[1]])))"]
        default:
            return ["\(element) = \(operandName(0))[\(indices.map(String.init).joined(separator: ", "))] = \(Self.number(Double(x[indices[0], indices[1], indices[2]])))"]
        }
    }

    func placeImage() throws -> [String] {
        guard case .indices(let places) = try context.machine.value(of: instruction.operands[2]) else { return [] }
        guard let number = places.values.firstIndex(of: Int32(row)) else {
            return ["position \(position) \(labels(position)) belongs to no picture: its embedding stays"]
        }
        let value = Double(try operand(1)[flat: number * operand(1).shape.rowLength + indices[1]])
        return [
            "position \(position) \(labels(position)) takes row \(number) of the pictures' rows in this pass",
            "\(element) = \(ImageRows.rowsInput)[\(number), \(indices[1])] = \(Self.number(value))",
        ]
    }

    /// `patch 5 (1, 1)`: column and row; or the class token, which is the last row of a tile.
    private static func patch(_ row: Int, of rows: Int) -> String {
        guard row < rows - 1 else { return "the class token" }
        let side = Int(Double(rows - 1).squareRoot().rounded())
        return "patch \(row) (column \(row % side), row \(row / side))"
    }
}
