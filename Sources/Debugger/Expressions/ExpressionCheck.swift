/// Finds unknown names in an expression before anything is evaluated.
struct ExpressionCheck {
    private static let words: Set<String> = ["pc", "pass", "pos", "position", "token", "true", "false", "inf", "infinity", "layer", "it"]

    private let resolver: NameResolver

    init(_ resolver: NameResolver) {
        self.resolver = resolver
    }

    func check(_ expression: Expression) throws(ExpressionError) {
        switch expression {
        case .number, .text: return
        case .name(let name, let slice, _):
            if let slice { _ = try AxisSelection(slice) }
            if Self.words.contains(name) || Lens.names.contains(name) || ExpressionFunction.named(name) != nil { return }
            _ = try resolver.registers(named: name)
        case .call(let name, let arguments, let place):
            guard ExpressionFunction.named(name) != nil else { throw Evaluator.noFunction(name, at: place) }
            for argument in arguments { try check(argument) }
        case .part(let whole, let slice):
            _ = try AxisSelection(slice)
            try check(whole)
        case .negated(let operand), .not(let operand): try check(operand)
        case .operation(_, let left, let right, _):
            try check(left)
            try check(right)
        }
    }
}
