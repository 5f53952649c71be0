import Machine
import Tensors

/// The moment right after a step, from either side, as the stopping points see it. Whether one stops there depends on
/// that moment alone and not on the direction: so going back stops exactly where going on would have.
struct Arrival {
    let walk: Walk
    let resolver: NameResolver
    let memory: PassMemory

    private func labels(_ position: Int) -> String {
        let ids = walk.ids
        return ids.indices.contains(position) ? TokenName.text(ids[position], walk.model.tokenizer) : ""
    }

    private var pc: Int { walk.machine.pc }
    private var program: Program { walk.program }
    private var executed: Instruction? { pc > 0 ? program.instructions[pc - 1] : nil }

    /// What a stopping point says to this moment: the end of a sentence that begins with its number, or nil.
    func reason(for point: StopPoint) -> String? {
        switch point.kind {
        case .breakpoint(let location): reason(at: location, condition: point.condition)
        case .watch(let expression): filtered(change(of: expression), by: point.condition)
        case .event(let event): filtered(happening(event), by: point.condition)
        }
    }

    private func context(asOf pc: Int? = nil) -> EvaluationContext {
        EvaluationContext(walk, resolver: resolver, pc: pc)
    }

    private func filtered(_ reason: String?, by condition: WrittenExpression?) -> String? {
        guard let reason else { return nil }
        guard let condition else { return reason }
        switch outcome(of: condition) {
        case .holds(let detail): return reason + (detail.isEmpty ? "" : ": \(detail)")
        case .doesNot: return nil
        case .fails(let sentence): return reason + "; its condition can't be evaluated: " + sentence
        }
    }

    // MARK: Breakpoints

    private func reason(at location: NameResolver.Location, condition: WrittenExpression?) -> String? {
        guard let condition else {
            return location.pcs.contains(pc) ? ", \(program.instructions[pc].name)" : nil
        }
        for (place, isAfter) in [(pc, false), (pc - 1, true)] where location.pcs.contains(place) {
            let instruction = program.instructions[place]
            // A condition that speaks of the value the instruction computes can only be asked afterwards.
            guard ExpressionSubject(condition.expression).concerns(instruction) == isAfter else { continue }
            switch outcome(of: condition) {
            case .holds(let detail): return ", \(instruction.name)" + (detail.isEmpty ? "" : ": \(detail)")
            case .doesNot: continue
            case .fails(let sentence):
                return ", \(instruction.name); its condition `\(condition.text)` can't be evaluated: " + sentence
            }
        }
        return nil
    }

    private enum Outcome {
        case holds(String)
        case doesNot
        case fails(String)
    }

    private func outcome(of condition: WrittenExpression) -> Outcome {
        do throws(ExpressionError) {
            let evaluator = Evaluator(context: context())
            guard try evaluator.truth(of: condition.expression) else { return .doesNot }
            return .holds(ConditionDetail(evaluator, labels: labels).text(condition.expression))
        } catch {
            return .fails(error.description)
        }
    }

    // MARK: Watchpoints

    private func change(of expression: WrittenExpression) -> String? {
        guard pc > 0, memory.watches.decisive(expression, before: pc, in: program) == pc - 1 else { return nil }
        let now: ExpressionValue
        switch value(of: expression, asOf: pc) {
        case .success(let value?): now = value
        case .success(nil): return nil
        case .failure(let error): return " `\(expression.text)` can't be evaluated: \(error)"
        }
        guard let before = before(expression, now) else { return nil }
        let text = ValueText(walk.model)
        if let truth = now.isTrue {
            guard truth != before.isTrue else { return nil }
            let detail = truth ? ConditionDetail(Evaluator(context: context()), labels: labels).text(expression.expression) : ""
            return ": \(expression.text) is now \(truth)" + (detail.isEmpty ? "" : ", \(detail)")
        }
        guard !now.isSame(as: before) else { return nil }
        return ": \(expression.text) was \(text.short(before)), is \(text.short(now))"
    }

    /// The value one instruction earlier; where there was none yet in this pass, how the pass before ended.
    private func before(_ expression: WrittenExpression, _ now: ExpressionValue) -> ExpressionValue? {
        if case .success(let value?) = value(of: expression, asOf: pc - 1) { return value }
        if case .success(let value?)? = outcomeOfPassBefore(expression) { return value }
        // What has never been computed is not true.
        return now.isTrue == nil ? nil : .truth(false)
    }

    /// What it was at a moment of this pass; nil where it is not computed yet.
    private func value(of expression: WrittenExpression, asOf pc: Int) -> WatchMemory.Outcome {
        memory.watches.outcome(expression, pass: walk.machine.passIndex, pc: pc, in: program) {
            Self.outcome(of: expression, context(asOf: pc))
        }
    }

    /// How the pass before ended; nil in the first one.
    private func outcomeOfPassBefore(_ expression: WrittenExpression) -> WatchMemory.Outcome? {
        guard walk.machine.passIndex > 0 else { return nil }
        return memory.watches.outcome(expression, pass: walk.machine.passIndex - 1, pc: program.instructions.count, in: program) {
            guard let previous = memory.previous(of: walk) else { return .success(nil) }
            return Self.outcome(of: expression, EvaluationContext(walk, resolver: resolver, machine: previous))
        }
    }

    private static func outcome(of expression: WrittenExpression, _ context: EvaluationContext) -> WatchMemory.Outcome {
        do throws(ExpressionError) {
            return .success(try Evaluator(context: context).value(of: expression.expression))
        } catch {
            return error.kind == .notComputed ? .success(nil) : .failure(error)
        }
    }

    // MARK: Events

    private func happening(_ event: CaughtEvent) -> String? {
        guard let executed, let value = try? walk.machine.value(of: executed.result) else { return nil }
        switch event {
        case .nan: return notANumber(value, executed)
        case .expertChange: return expertChange(value, executed)
        case .chunkBoundary: return chunkBoundary(value, executed)
        }
    }

    private func notANumber(_ value: Value, _ instruction: Instruction) -> String? {
        guard case .tensor(let tensor) = value, let place = tensor.withUnsafeBuffer({ $0.firstIndex(where: \.isNaN) }) else { return nil }
        let isInherited = instruction.operands.contains { operand in
            guard case .tensor(let fed)? = try? walk.machine.value(of: operand) else { return false }
            return fed.withUnsafeBuffer { $0.contains(where: \.isNaN) }
        }
        return isInherited ? nil : ": \(instruction.name)\(ElementIndex.text(place, in: tensor.shape)) is NaN, and nothing that fed it was"
    }

    private func expertChange(_ value: Value, _ instruction: Instruction) -> String? {
        guard instruction.name.hasSuffix(".router_indices"), case .indices(let chosen) = value else { return nil }
        let count = chosen.shape.rowLength
        let now = Array(chosen.values.suffix(count))
        let before: [Int32]
        if chosen.shape.rowCount > 1 {
            before = Array(chosen.values.dropLast(count).suffix(count))
        } else if let previous = memory.previous(of: walk), case .indices(let earlier)? = try? previous.value(of: instruction.result) {
            before = Array(earlier.values.suffix(count))
        } else {
            return nil
        }
        guard Set(now) != Set(before) else { return nil }
        func text(_ experts: [Int32]) -> String { experts.map(String.init).joined(separator: " and ") }
        let last = walk.lastPosition
        return ", \(instruction.name): \(labels(last)) goes to expert \(text(now)), \(labels(last - 1)) went to expert \(text(before))"
    }

    private func chunkBoundary(_ value: Value, _ instruction: Instruction) -> String? {
        // Chunked layers share their borders: the first of them speaks for all.
        guard case .mask(let mask) = value, let chunk = mask.chunk,
            program.instructions.first(where: { $0.mnemonic == instruction.mnemonic })?.pc == instruction.pc
        else { return nil }
        let end = mask.firstQuery + mask.queryCount
        let border = (mask.firstQuery + chunk - 1) / chunk * chunk
        let first = border == 0 ? chunk : border
        guard first < end else { return nil }
        return ": position \(first) \(labels(first)) begins chunk \(first / chunk); chunked layers see nothing before it from there on"
    }
}
