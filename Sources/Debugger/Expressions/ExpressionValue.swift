import Tensors

/// What an expression comes to.
enum ExpressionValue: Sendable {
    case number(Double)
    case truth(Bool)
    case text(String)
    case token(Int32)
    case array(ExpressionArray)

    /// Whether a condition of this value holds: for an array, whether it holds anywhere.
    var isTrue: Bool? {
        switch self {
        case .truth(let truth): truth
        case .array(let array) where array.holdsTruths: array.firstTrue != nil
        default: nil
        }
    }

    /// Whether two values are the same to the last bit. NaN is the same as NaN.
    func isSame(as other: ExpressionValue) -> Bool {
        switch (self, other) {
        case (.number(let one), .number(let two)): one.bitPattern == two.bitPattern
        case (.truth(let one), .truth(let two)): one == two
        case (.text(let one), .text(let two)): one == two
        case (.token(let one), .token(let two)): one == two
        case (.array(let one), .array(let two)): one.tensor.isBitEqual(to: two.tensor)
        default: false
        }
    }

    /// What it is, for messages.
    var kind: String {
        switch self {
        case .number: "a number"
        case .truth: "true or false"
        case .text: "a text"
        case .token: "a token"
        case .array(let array): array.holdsTruths ? "true or false for each of \(array.tensor.shape)" : "an array \(array.tensor.shape)"
        }
    }
}

/// Many numbers, or many answers to the same question.
struct ExpressionArray: Sendable {
    let tensor: Tensor
    /// Whether 1 and 0 mean true and false.
    var holdsTruths = false
    /// Whether the numbers are whole: ids, experts, positions.
    var isWhole = false
    /// The value it was taken from, if it is the whole of one.
    var name: String?
    /// The axis whose entries are positions, and the position of its first entry.
    var positions: (axis: Int, first: Int)?

    /// The place of the first element that is true.
    var firstTrue: Int? {
        tensor.withUnsafeBuffer { $0.firstIndex { $0 != 0 } }
    }

    /// The absolute position that an element belongs to.
    func position(ofElement offset: Int) -> Int? {
        guard let positions, positions.axis < tensor.shape.rank else { return nil }
        let inner = tensor.shape.extents[(positions.axis + 1)...].reduce(1, *)
        let extent = tensor.shape[positions.axis]
        guard inner > 0, extent > 0 else { return nil }
        return positions.first + offset / inner % extent
    }
}
