import Llama4
import Machine
import Tensors

/// Activation patching: the residual stream of a clean prompt is put into the run of a corrupted one, a layer and a position
/// at a time. Where that brings the clean answer back is where what decides it is written.
///
///     effect = (patched − corrupted) / (clean − corrupted),   each a logit difference: clean answer − corrupted answer
///
/// - Source: Meng et al. 2022 (arXiv:2202.05262), causal tracing; Heimersheim & Nanda 2024 (arXiv:2404.15255).
struct ActivationPatching {
    let clean: [Int32]
    let corrupted: [Int32]
    /// The tokens whose logits are subtracted.
    let answers: (clean: Int32, corrupted: Int32)
    /// The logit differences of the two runs as they are.
    let differences: (clean: Double, corrupted: Double)
    let layerCount: Int
    /// By layer and position, 0 is corrupted and 1 is clean; nil where it was not tried, because somebody interrupted.
    private(set) var effects: [[Double?]]

    /// - Parameters:
    ///   - clean: the prompt whose answer should return
    ///   - corrupted: another one, of as many tokens
    ///   - answer: the clean answer; nil is the likeliest token behind the clean prompt
    init(
        _ debugger: Debugger, clean: [Int32], corrupted: [Int32], answer: Int32?, _ world: World
    ) throws(Refusal) {
        guard clean.count == corrupted.count else {
            throw Refusal("The prompts must have as many tokens, so that positions correspond: the clean one has \(clean.count), the corrupted one \(corrupted.count).")
        }
        guard clean != corrupted else { throw Refusal("Both prompts are the same tokens.") }
        self.clean = clean
        self.corrupted = corrupted
        layerCount = debugger.model.config.layerCount
        let cleanRun = try Self.run(debugger, clean, world)
        let corruptedRun = try Self.run(debugger, corrupted, world)
        let (cleanEnd, corruptedEnd) = (try TokenDistribution(after: cleanRun), try TokenDistribution(after: corruptedRun))
        let answers = (clean: answer ?? cleanEnd.best, corrupted: corruptedEnd.best)
        guard answers.clean != answers.corrupted else {
            throw Refusal("Both prompts have the same answer, \(TokenName.text(answers.clean, debugger.model.tokenizer)), so nothing can return. Choose other prompts, or name an answer behind a second |.")
        }
        self.answers = answers
        differences = (Self.difference(cleanEnd, answers), Self.difference(corruptedEnd, answers))
        guard differences.clean != differences.corrupted else { throw Refusal("Both prompts prefer the answer equally, so nothing can return.") }
        effects = Array(repeating: Array(repeating: nil, count: clean.count), count: layerCount)
        try sweep(cleanRun, Self.begun(debugger, corrupted), world)
    }

    private static func difference(_ distribution: TokenDistribution, _ answers: (clean: Int32, corrupted: Int32)) -> Double {
        Double(distribution.logits[Int(answers.clean)]) - Double(distribution.logits[Int(answers.corrupted)])
    }

    /// The whole prompt in one pass: a position is patched in the pass that it is read in.
    private static func begun(_ debugger: Debugger, _ ids: [Int32]) throws(Refusal) -> Machine {
        var machine = Machine(
            debugger.program, retention: .keeping(byteBudget: debugger.settings.retentionBudget), patches: debugger.rules.machinePatches)
        try refusing { try machine.begin(ids: ids) }
        return machine
    }

    private static func run(_ debugger: Debugger, _ ids: [Int32], _ world: World) throws(Refusal) -> Machine {
        var machine = try begun(debugger, ids)
        while !machine.isPassComplete {
            guard !world.isInterrupted() else { throw Refusal("Interrupted; nothing has changed.") }
            _ = try refusing { try machine.step() }
        }
        return machine
    }

    /// Goes through the corrupted run, and from each layer's end on runs the rest once for each position.
    private mutating func sweep(_ clean: Machine, _ corrupted: Machine, _ world: World) throws(Refusal) {
        var anchor = corrupted
        for layer in 0..<layerCount {
            guard let target = anchor.program.instruction(named: "layers.\(layer).resid_post") else { continue }
            while anchor.pc <= target.pc { _ = try refusing { try anchor.step() } }
            let source = try refusing { try clean.value(of: target.result).tensor }
            let own = try refusing { try anchor.value(of: target.result).tensor }
            for position in self.clean.indices {
                guard !world.isInterrupted() else { return }
                world.progress("layer \(layer) of \(layerCount), position \(position) of \(self.clean.count)")
                var machine = anchor
                try refusing {
                    try machine.set(target.result, to: .tensor(own.replacingRow(position, from: source)))
                    try machine.run()
                }
                let difference = Self.difference(try TokenDistribution(after: machine), answers)
                effects[layer][position] = (difference - differences.corrupted) / (differences.clean - differences.corrupted)
            }
        }
    }
}
