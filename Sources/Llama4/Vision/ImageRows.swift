import Machine
import Tensors

/// What pictures put into a text: rows of the vision tower, and the positions that they take.
public struct ImageRows: Sendable {
    /// The names of the inputs of a program that takes pictures.
    public static let rowsInput = "image_rows"
    public static let placesInput = "image_places"

    /// [R, hidden size of the text model]
    public let rows: Tensor
    /// In ascending order, one for each row.
    public let positions: [Int]

    /// - Parameters:
    ///   - ids: the whole text, from position 0 on
    ///   - patchToken: the token whose positions take the rows, in order
    /// - Throws: if there are more or fewer of them than rows.
    public init(_ rows: Tensor, in ids: [Int32], patchToken: Int32) throws(ImagePromptError) {
        let positions = ids.indices.filter { ids[$0] == patchToken }
        guard positions.count == rows.shape.rowCount else {
            throw .patchCount(expected: rows.shape.rowCount, found: positions.count)
        }
        self.rows = rows
        self.positions = positions
    }

    /// What a machine gives its passes.
    public var supply: @Sendable (Range<Int>) -> [String: Value] {
        { inputs(for: $0) }
    }

    /// What a pass over these positions is given. A pass without pictures is given none.
    public func inputs(for pass: Range<Int>) -> [String: Value] {
        // Both ends by halving: a long text has many passes.
        func count(below position: Int) -> Int {
            var (low, high) = (0, positions.count)
            while low < high {
                let middle = (low + high) / 2
                if positions[middle] < position { low = middle + 1 } else { high = middle }
            }
            return low
        }
        let own = count(below: pass.lowerBound)..<count(below: pass.upperBound)
        let length = rows.shape.rowLength
        let part = rows.withUnsafeBuffer { Tensor([own.count, length], Array($0[own.lowerBound * length..<own.upperBound * length])) }
        let places = positions[own].map { Int32($0 - pass.lowerBound) }
        return [Self.rowsInput: .tensor(part), Self.placesInput: .indices(Indices([own.count], places))]
    }
}
