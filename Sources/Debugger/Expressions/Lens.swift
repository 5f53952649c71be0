import Machine
import Tensors

/// What the residual stream would predict if the model ended here: the final norm and the output head, applied to the
/// last position of the latest residual value.
struct Lens {
    private let context: EvaluationContext

    init(_ context: EvaluationContext) {
        self.context = context
    }

    static let names = ["lens.top1", "lens.p", "lens.entropy", "lens.margin"]

    func value(named name: String) throws(ExpressionError) -> ExpressionValue {
        guard Self.names.contains(name) else {
            throw ExpressionError(.unknown, "there is no \(name)", hint: "there are \(Self.names.joined(separator: ", "))")
        }
        let distribution = TokenDistribution(logits: try logits())
        switch name {
        case "lens.top1": return .token(distribution.best)
        case "lens.p": return .number(distribution.probability(of: distribution.best))
        case "lens.margin": return .number(ExpressionFunction.margin(distribution.logits, chosen: 1))
        default: return .number(distribution.entropy)
        }
    }

    private func logits() throws(ExpressionError) -> [Float] {
        let program = context.machine.program
        let residual = program.instructions[..<context.pc].last {
            $0.name == "embed" || $0.name.hasSuffix(".resid_mid") || $0.name.hasSuffix(".resid_post")
        }
        guard let residual else {
            throw ExpressionError(.notComputed, "there is no residual stream yet", hint: "step over embed first")
        }
        let stream = try context.value(named: residual.name).value.tensor
        let length = stream.shape.rowLength
        let last = stream.withUnsafeBuffer { Tensor([1, length], Array($0.suffix(length))) }
        guard let head = OutputHead(program) else { throw ExpressionError(.type, "the program ends in no output head") }
        do { return try head.logits(of: last).values } catch { throw ExpressionError(.type, "\(error)") }
    }
}
