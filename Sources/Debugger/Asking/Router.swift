import Machine
import Tensors

/// A router in a program: what it reads, multiplies with and chooses.
struct Router {
    private let choice: Instruction
    private let logits: Instruction
    private let matrix: WeightMatrix
    private let count: Int
    private let norm: Instruction
    private let scale: RMSNorm
    /// Every sum of the stream before the norm, and what was added to it.
    private let stream: [Register]

    /// nil if the instruction is no choice of a router.
    init?(_ instruction: Instruction, _ program: Program) {
        guard let top = instruction.operation as? TopIndices,
            let logits = program.instruction(writing: instruction.operands[0]), let linear = logits.operation as? Linear,
            let norm = program.instruction(writing: logits.operands[0]), let scale = norm.operation as? RMSNorm
        else { return nil }
        (choice, self.logits, matrix, count) = (instruction, logits, linear.matrix, top.count)
        (self.norm, self.scale) = (norm, scale)
        var stream: [Register] = []
        var open = [norm.operands[0]]
        while let register = open.popLast() {
            stream.append(register)
            if let writer = program.instruction(writing: register), writer.operation is Add { open += writer.operands }
        }
        self.stream = stream
    }

    func choices(_ machine: Machine) throws(MachineError) -> [MarginCheck.Choice] {
        let logits = try machine.value(of: self.logits.result).tensor
        let input = try machine.value(of: norm.result).tensor
        let residual = try machine.value(of: norm.operands[0]).tensor
        var values: [Tensor] = []
        for register in stream { values.append(try machine.value(of: register).tensor) }
        guard case .indices(let chosen) = try machine.value(of: choice.result), logits.shape.rowLength > count else { return [] }
        var choices: [MarginCheck.Choice] = []
        for row in 0..<logits.shape.rowCount {
            let own = logits.row(row)
            let taken = chosen.values[row * count..<(row + 1) * count].map(Int.init)
            guard own.allSatisfy(\.isFinite), taken.allSatisfy(own.indices.contains),
                let last = taken.min(by: { own[$0] < own[$1] }),
                let next = own.indices.filter({ !taken.contains($0) }).max(by: { own[$0] < own[$1] })
            else { continue }
            let variances = variances(
                last, next, logits: own, x: input.row(row), residual: residual.row(row), stream: values.map { $0.row(row) })
            var choice = MarginCheck.Choice(
                layer: ProgramScopes.layer(of: self.choice.name) ?? 0, position: machine.firstPosition + row, chosen: last,
                runnerUp: next, margin: Double(own[last]) - Double(own[next]),
                noise: MarginCheck.observedExcess * (variances.own + variances.stream).squareRoot(), ownNoise: variances.own.squareRoot())
            if choice.ratio < MarginCheck.near { choice.flipsWhenRounded = Set(roundedChoice(input.row(row))) != Set(taken) }
            choices.append(choice)
        }
        return choices
    }

    /// The variance of a margin under rounding to bf16: of the router's own numbers, and of the stream before it.
    private func variances(
        _ a: Int, _ b: Int, logits: [Float], x: [Float], residual: [Float], stream: [[Float]]
    ) -> (own: Double, stream: Double) {
        let mean = residual.reduce(0) { $0 + Double($1) * Double($1) } / Double(max(residual.count, 1))
        let inverse = 1 / (mean + Double(scale.epsilon)).squareRoot()
        let roundsWeights = matrix.encoding != .bfloat16
        var own = BFloat16.variance(logits[a]) + BFloat16.variance(logits[b])
        var before = 0.0
        for i in x.indices {
            let (one, other) = (matrix[output: a, input: i], matrix[output: b, input: i])
            let difference = Double(one) - Double(other)
            own += BFloat16.variance(x[i]) * difference * difference
            if roundsWeights { own += Double(x[i]) * Double(x[i]) * (BFloat16.variance(one) + BFloat16.variance(other)) }
            let factor = Double(scale.weight.values[i]) * inverse * difference
            before += stream.reduce(0) { $0 + BFloat16.variance($1[i]) } * factor * factor
        }
        return (own, before)
    }

    /// The choice with input, weights and logits rounded to bf16; products are summed exactly. Of equals the lower number wins.
    func roundedChoice(_ x: [Float]) -> [Int] {
        let logits = roundedLogits(x)
        return Array(logits.indices.sorted { logits[$0] != logits[$1] ? logits[$0] > logits[$1] : $0 < $1 }.prefix(count))
    }

    func roundedLogits(_ x: [Float]) -> [Float] {
        let input = x.map { Double($0.roundedToBFloat16) }
        return (0..<matrix.outputs).map { expert in
            Float(input.indices.reduce(0) { $0 + input[$1] * Double(matrix[output: expert, input: $1].roundedToBFloat16) }).roundedToBFloat16
        }
    }
}
