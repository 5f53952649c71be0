import Machine
import Tensors

/// The logit lens: what values of the residual stream would predict if the model ended with them.
///
///     logits = head(final_norm(value))
///
/// - Source: nostalgebraist 2020, "interpreting GPT: the logit lens".
struct LogitLens {
    /// A value of the pass to look through.
    struct Subject {
        let name: String
        /// [T, D]
        let tensor: Tensor
        /// What the pass itself has made of it, [T, V]: of the last value of the stream these are the logits.
        var ownLogits: Tensor?
    }

    let head: OutputHead
    let subjects: [Subject]

    /// The distribution of each subject at one row.
    func distributions(row: Int) throws -> [TokenDistribution] {
        let open = subjects.filter { $0.ownLogits == nil }
        let width = head.width
        // All in one go: the head's weights are read once.
        let rows = Tensor([open.count, width]) { target in
            for (place, subject) in open.enumerated() {
                subject.tensor.withUnsafeBuffer { source in
                    for i in 0..<width { target[place * width + i] = source[row * width + i] }
                }
            }
        }
        let computed = open.isEmpty ? nil : try head.logits(of: rows)
        var next = 0
        return subjects.map { subject in
            if let own = subject.ownLogits { return TokenDistribution(logits: own.row(row)) }
            defer { next += 1 }
            return TokenDistribution(logits: computed?.row(next) ?? [])
        }
    }

    /// The likeliest token of every row, for each subject.
    func topTokens() throws -> [[TokenChance]] {
        try subjects.map { subject in
            let logits = try subject.ownLogits ?? head.logits(of: subject.tensor)
            return (0..<subject.tensor.shape.rowCount).compactMap { TokenDistribution(logits: logits.row($0)).top(1).first }
        }
    }
}

extension LogitLens {
    /// Values of a pass, as far as it has come.
    ///
    /// - Parameter registers: in program order; those that are no rows of the residual stream's width are left out
    init(_ machine: Machine, head: OutputHead, registers: [Register]) throws(MachineError) {
        let program = machine.program
        let stale = machine.editedRegisters.isEmpty ? [] : machine.staleRegisters
        var subjects: [Subject] = []
        for register in registers {
            guard let instruction = program.instruction(writing: register), instruction.pc < machine.pc,
                case .tensor(let tensor) = try machine.value(of: register), tensor.shape == [machine.ids.count, head.width]
            else { continue }
            var subject = Subject(name: instruction.name, tensor: tensor)
            let isOwn = register == head.stream && head.logits.pc < machine.pc && !stale.contains(head.logits.result)
            if isOwn {
                let logits = try machine.value(of: head.logits.result).tensor
                if logits.shape.rowCount == tensor.shape.rowCount { subject.ownLogits = logits }
            }
            subjects.append(subject)
        }
        self.init(head: head, subjects: subjects)
    }

    /// The stream as every layer leaves it: the embedding, and the end of each layer.
    static func stream(of program: Program) -> [Register] {
        program.instructions.filter { $0.name == "embed" || $0.name.hasSuffix(".resid_post") }.map(\.result)
    }
}
