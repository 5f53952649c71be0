/// An expression as one would write it.
enum ExpressionText {
    static func text(_ expression: Expression) -> String {
        switch expression {
        case .number(let number): ValueText.number(number)
        case .text(let text): "'\(text)'"
        case .name(let name, let slice, _): name + (slice.map { "[\($0)]" } ?? "")
        case .call(let name, let arguments, _): arguments.isEmpty ? name : "\(name)(\(arguments.map(text).joined(separator: ", ")))"
        case .part(let whole, let slice): "\(bracketed(whole))[\(slice)]"
        case .negated(let operand): "-\(bracketed(operand))"
        case .not(let operand): "not \(bracketed(operand))"
        case .operation(let kind, let left, let right, _): "\(bracketed(left)) \(kind.rawValue) \(bracketed(right))"
        }
    }

    private static func bracketed(_ expression: Expression) -> String {
        if case .operation = expression { "(\(text(expression)))" } else { text(expression) }
    }
}
