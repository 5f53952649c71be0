import Foundation
import Machine
import Tensors

/// Evaluates an expression.
struct Evaluator {
    let context: EvaluationContext

    func value(of expression: Expression) throws(ExpressionError) -> ExpressionValue {
        switch expression {
        case .number(let number): return .number(number)
        case .text(let text): return .text(text)
        case .name(let name, let slice, let place): return try named(name, slice, at: place)
        case .call(let name, let arguments, let place):
            guard let function = ExpressionFunction.named(name) else { throw Self.noFunction(name, at: place) }
            guard arguments.count == 1 || arguments.isEmpty else {
                throw ExpressionError(.type, "\(name) takes one value, not \(arguments.count)", hint: function.summary)
            }
            return try function.apply(arguments.isEmpty ? subject(of: function) : try value(of: arguments[0]), in: context)
        case .part(let whole, let slice): return try part(slice, of: try value(of: whole))
        case .negated(let operand):
            return try Arithmetic.map(try value(of: operand), as: "−") { -$0 }
        case .not(let operand):
            return try Arithmetic.not(try value(of: operand))
        case .operation(let kind, let left, let right, _):
            return try Arithmetic.apply(kind, try value(of: left), { () throws(ExpressionError) in try value(of: right) }, in: context)
        }
    }

    /// Whether a condition holds.
    func truth(of expression: Expression) throws(ExpressionError) -> Bool {
        let value = try value(of: expression)
        guard let truth = value.isTrue else {
            throw ExpressionError(.type, "a condition is true or false, and this is \(value.kind)", hint: "compare it: … > 0")
        }
        return truth
    }

    // MARK: Names

    private func named(_ name: String, _ slice: String?, at place: Int) throws(ExpressionError) -> ExpressionValue {
        if slice == nil, let word = try word(name) { return word }
        if let function = ExpressionFunction.named(name) {
            let value = try function.apply(try subject(of: function), in: context)
            return try slice.map { slice throws(ExpressionError) in try part(slice, of: value) } ?? value
        }
        let found = try context.value(named: name)
        guard let slice else { return .array(Self.array(found, context).0) }
        let selection = try AxisSelection(slice)
        let (whole, origins) = Self.array(found, context, axes: selection.axisCount)
        return try part(selection, of: whole, origins)
    }

    private func part(_ slice: String, of value: ExpressionValue) throws(ExpressionError) -> ExpressionValue {
        guard case .array(let array) = value else {
            throw ExpressionError(.type, "[\(slice)] takes a part of an array, and this is \(value.kind)")
        }
        let origins = array.tensor.shape.extents.indices.map { $0 == array.positions?.axis ? array.positions?.first ?? 0 : 0 }
        return try part(try AxisSelection(slice), of: array, origins)
    }

    private func part(_ selection: AxisSelection, of whole: ExpressionArray, _ origins: [Int]) throws(ExpressionError) -> ExpressionValue {
        let part = try selection.apply(to: whole.tensor, origins: origins)
        if part.tensor.shape.rank == 0 { return .number(Double(part.tensor[flat: 0])) }
        var array = ExpressionArray(tensor: part.tensor, holdsTruths: whole.holdsTruths, isWhole: whole.isWhole)
        if let positions = whole.positions, let kept = part.axes.firstIndex(where: { $0.number == positions.axis }) {
            array.positions = (kept, positions.first + (part.axes[kept].indices.first ?? 0))
        }
        return .array(array)
    }

    /// A value as an array; split into heads where as many parts are asked for.
    static func array(
        _ found: EvaluationContext.Found, _ context: EvaluationContext, axes: Int? = nil
    ) -> (ExpressionArray, origins: [Int]) {
        var tensor = found.value.tensor
        var origins = context.origins(of: found)
        if let heads = found.instruction?.heads, heads > 0, axes == tensor.shape.rank + 1, tensor.shape.rowLength % heads == 0 {
            tensor = tensor.reshaped(to: Shape(tensor.shape.extents.dropLast() + [heads, tensor.shape.rowLength / heads]))
            origins.append(0)
        }
        var array = ExpressionArray(tensor: tensor, name: found.name)
        if case .indices = found.value { array.isWhole = true }
        if let axis = context.positionAxis(of: found) { array.positions = (axis, context.machine.firstPosition) }
        return (array, origins)
    }

    /// Words that are no values of the pass.
    private func word(_ name: String) throws(ExpressionError) -> ExpressionValue? {
        switch name {
        case "pc": return .number(Double(context.pc))
        case "pass": return .number(Double((context.walk.pictures?.seen.count ?? 0) + context.machine.passIndex))
        case "pos", "position":
            return .number(Double(context.machine.firstPosition + context.machine.ids.count - 1))
        case "token": return context.machine.ids.last.map { .token($0) }
        case "true": return .truth(true)
        case "false": return .truth(false)
        case "inf", "infinity": return .number(.infinity)
        case "layer":
            guard let layer = context.layer else {
                throw ExpressionError(.notComputed, "the last instruction belongs to no layer")
            }
            return .number(Double(layer))
        case _ where name.hasPrefix("lens."): return try Lens(context).value(named: name)
        default: return nil
        }
    }

    /// What a function without an argument is applied to.
    private func subject(of function: ExpressionFunction) throws(ExpressionError) -> ExpressionValue {
        let found = try context.value(named: function.name == "margin" ? "router_logits" : "it")
        return .array(Self.array(found, context).0)
    }

    static func noFunction(_ name: String, at place: Int) -> ExpressionError {
        let near = SpellingDistance.nearest(to: name, among: ExpressionFunction.all.map(\.name))
        return ExpressionError(
            .unknown, "there is no function \(name)",
            hint: near.map { "did you mean \($0)?" } ?? "`help expressions` lists them", at: place)
    }
}
