import Machine
import Trace

/// What an expression speaks of: whether an instruction computes something that it asks about.
struct ExpressionSubject {
    /// A name, and what other tools' words for it mean.
    private let names: [(typed: String, aliases: [String], isFunction: Bool)]
    private let callsBareFunction: Bool

    /// Looking up aliases takes a while, so it is done once and not for every instruction.
    init(_ expression: Expression) {
        names = expression.names.map { ($0, NameAliases.names(for: $0), ExpressionFunction.named($0) != nil) }
        callsBareFunction = Self.callsBareFunction(expression)
    }

    func concerns(_ instruction: Instruction) -> Bool {
        callsBareFunction || names.contains { name in
            if name.typed == "it" || NameResolver.matches(instruction.name, name.typed) { return true }
            if name.typed == "margin" { return instruction.name.hasSuffix(".router_logits") || instruction.name.hasSuffix(".router_indices") }
            if name.typed.hasPrefix("lens.") { return ["resid_mid", "resid_post", "embed"].contains { NameResolver.matches(instruction.name, $0) } }
            return name.isFunction || name.aliases.contains { NameResolver.matches(instruction.name, $0) }
        }
    }

    private static func callsBareFunction(_ expression: Expression) -> Bool {
        switch expression {
        case .call(_, let arguments, _): arguments.isEmpty || arguments.contains(where: callsBareFunction)
        case .negated(let operand), .not(let operand), .part(let operand, _): callsBareFunction(operand)
        case .operation(_, let left, let right, _): callsBareFunction(left) || callsBareFunction(right)
        default: false
        }
    }
}
