import Llama4
import Machine
import Tensors

/// Where a value of one run is not, to the last bit, what it is in the other.
struct ValueDifference: Hashable, Sendable {
    let name: String
    /// From 0.
    let pass: Int
    /// The absolute position of the first row that differs.
    let position: Int?
    /// How, in words.
    let detail: String

    /// - Parameter firstPosition: of the pass
    /// - Returns: nil where the values agree as far as both have them: what a cache has let go is no difference.
    init?(_ instruction: Instruction, _ one: Value, _ other: Value, pass: Int, firstPosition: Int) {
        name = instruction.name
        self.pass = pass
        if case .mask(let mine) = one, case .mask(let theirs) = other {
            guard let found = Self.difference(mine, theirs) else { return nil }
            (position, detail) = found
            return
        }
        if case .cache(let mine) = one, case .cache(let theirs) = other {
            let first = max(mine.firstPosition, theirs.firstPosition)
            let (a, b) = (mine.dropping(before: first).tensor, theirs.dropping(before: first).tensor)
            guard !a.isBitEqual(to: b) else { return nil }
            guard a.shape == b.shape else {
                (position, detail) = (nil, "\(b.shape) instead of \(a.shape)")
                return
            }
            let offset = Self.firstDifference(a, b)
            position = first + offset / max(a.shape.rowLength, 1)
            detail = Self.numbers(a, b, offset)
            return
        }
        let (a, b) = (one.tensor, other.tensor)
        guard !a.isBitEqual(to: b) else { return nil }
        guard a.shape == b.shape else {
            // Scores of fewer keys follow from what the layer may see; its mask says it better.
            if instruction.shape.extents.contains(.visibleKeys) { return nil }
            (position, detail) = (nil, "\(b.shape) instead of \(a.shape)")
            return
        }
        let offset = Self.firstDifference(a, b)
        let axis = instruction.shape.extents.firstIndex(of: .newPositions)
        position = axis.map { firstPosition + a.shape.index(ofOffset: offset)[$0] }
        if case .indices = one {
            detail = "\(ValueText.whole(b[flat: offset])) instead of \(ValueText.whole(a[flat: offset]))"
        } else {
            detail = Self.numbers(a, b, offset)
        }
    }

    private static func firstDifference(_ one: Tensor, _ other: Tensor) -> Int {
        one.withUnsafeBuffer { mine in
            other.withUnsafeBuffer { theirs in
                mine.indices.first { mine[$0].bitPattern != theirs[$0].bitPattern } ?? 0
            }
        }
    }

    private static func numbers(_ one: Tensor, _ other: Tensor, _ offset: Int) -> String {
        let index = one.shape.index(ofOffset: offset).map(String.init).joined(separator: ", ")
        let largest = one.withUnsafeBuffer { mine in
            other.withUnsafeBuffer { theirs in zip(mine, theirs).reduce(Float(0)) { max($0, $1.0 == $1.1 ? 0 : abs($1.0 - $1.1)) } }
        }
        return "[\(index)] \(ValueText.number(Double(other[flat: offset]))) instead of \(ValueText.number(Double(one[flat: offset]))), largest difference \(ValueText.number(Double(largest)))"
    }

    /// The first query that sees other keys.
    private static func difference(_ one: AttentionMask, _ other: AttentionMask) -> (position: Int?, detail: String)? {
        for query in one.firstQuery..<one.firstQuery + one.queryCount {
            let (mine, theirs) = (AttentionMask.firstVisible(from: query, chunk: one.chunk), AttentionMask.firstVisible(from: query, chunk: other.chunk))
            if theirs > mine { return (query, "\((theirs - mine).times("key")) hidden that \(theirs - mine == 1 ? "was" : "were") visible") }
            if theirs < mine { return (query, "\((mine - theirs).times("key")) visible that \(mine - theirs == 1 ? "was" : "were") hidden") }
        }
        return nil
    }
}
