/// What a user asks about numbers, taken apart: `norm(resid_post[-1]) > 50 and layer >= 2`.
indirect enum Expression: Hashable, Sendable {
    case number(Double)
    /// A quoted token: `' blue'`.
    case text(String)
    /// A value of the pass or a word like `layer`, with what stood between its brackets.
    case name(String, slice: String?, at: Int)
    case call(String, [Expression], at: Int)
    /// A part of what something else comes to: `norm(resid_post)[3]`.
    case part(Expression, slice: String)
    case negated(Expression)
    case not(Expression)
    case operation(BinaryOperator, Expression, Expression, at: Int)

    enum BinaryOperator: String, Hashable, Sendable {
        case add = "+"
        case subtract = "-"
        case multiply = "*"
        case divide = "/"
        case remainder = "%"
        case power = "^"
        case less = "<"
        case atMost = "<="
        case greater = ">"
        case atLeast = ">="
        case equal = "=="
        case unequal = "!="
        case and
        case or

        var isComparison: Bool {
            switch self {
            case .less, .atMost, .greater, .atLeast, .equal, .unequal: true
            default: false
            }
        }
    }

    /// The names in it, functions that stand without arguments included.
    var names: Set<String> {
        switch self {
        case .number, .text: []
        case .name(let name, _, _): [name]
        case .call(_, let arguments, _): arguments.reduce(into: []) { $0.formUnion($1.names) }
        case .negated(let operand), .not(let operand), .part(let operand, _): operand.names
        case .operation(_, let left, let right, _): left.names.union(right.names)
        }
    }
}

/// An expression together with how it was written.
struct WrittenExpression: Hashable, Sendable {
    let text: String
    let expression: Expression

    init(_ text: String) throws(ExpressionError) {
        self.text = text.trimmingSpaces
        expression = try ExpressionParser.parse(self.text)
    }
}
