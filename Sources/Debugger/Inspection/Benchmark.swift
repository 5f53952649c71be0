import Llama4
import Machine
import Tensors

/// How fast a model runs here: prefill and decode, how that compares with reading the weights, and what stepping costs.
///
/// What is compared is measured in turns, round by round, because machines change their speed by the minute.
/// The clock is passed in; nothing below the command line has one of its own.
public struct Benchmark {
    public struct Plan: Sendable {
        public var promptLength = 512
        public var newTokens = 64
        public var repeats = 5

        public init() {}
    }

    private let model: Model
    private let plan: Plan
    private let seconds: () -> Double
    private let program: Program
    private let weights: BenchmarkWeights

    /// - Parameter seconds: a clock that only goes forward
    public init(_ model: Model, plan: Plan, seconds: @escaping () -> Double) {
        self.model = model
        self.plan = plan
        self.seconds = seconds
        program = model.program(logits: .last)
        weights = BenchmarkWeights(program)
    }

    /// - Parameter peer: somebody else's turn in each round: runs it and says how fast it was
    /// - Returns: nil if it was stopped.
    public func run(
        shouldContinue: () -> Bool, progress: (String) -> Void, peer: (() throws -> Rates)? = nil
    ) throws -> BenchmarkResult? {
        var random = RandomSource(seed: 1)
        let vocabulary = UInt64(model.config.vocabularySize)
        let prompt = (0..<plan.promptLength).map { _ in Int32(random.next() % vocabulary) }

        progress("warming up")
        var empty = Session(model)
        guard try empty.append(Array(prompt.prefix(8)), shouldContinue: shouldContinue) else { return nil }
        var sum = weights.plainRead()

        var (own, peers, stepping, plainReads): ([Rates], [Rates], [Double], [Double]) = ([], [], [], [])
        for round in 1...plan.repeats {
            func say(_ what: String) { progress("round \(round) of \(plan.repeats): \(what)") }
            say("prefill and decode")
            guard let (rates, session) = try measured(prompt, shouldContinue) else { return nil }
            own.append(rates)
            say("stepping")
            guard let steps = try steppingRatio(session.ids, shouldContinue) else { return nil }
            stepping.append(steps)
            say("plain read")
            let begun = seconds()
            sum &+= weights.plainRead()
            plainReads.append(Double(weights.byteCount) / (seconds() - begun))
            if let peer {
                say("the peer")
                peers.append(try peer())
            }
        }
        return BenchmarkResult(
            plan: plan, threads: Parallel.threadCount, own: Rates.medians(own), peer: peers.isEmpty ? nil : Rates.medians(peers),
            weightBytesPerToken: weights.byteCount, plainRead: plainReads.median ?? 0, stepping: stepping.median ?? 0, plainReadSum: sum)
    }

    private func measured(_ prompt: [Int32], _ shouldContinue: () -> Bool) throws -> (Rates, Session)? {
        var session = Session(model)
        let begun = seconds()
        guard try session.append(prompt, shouldContinue: shouldContinue) else { return nil }
        let prefilled = seconds()
        for _ in 0..<plan.newTokens {
            guard try session.append([try session.sample()], shouldContinue: shouldContinue) else { return nil }
        }
        return (
            Rates(prefill: Double(prompt.count) / (prefilled - begun), decode: Double(plan.newTokens) / (seconds() - prefilled)), session
        )
    }

    /// The time of a pass that is stepped, instruction by instruction, over the time of one that is run. Both in turns, token by token.
    private func steppingRatio(_ ids: [Int32], _ shouldContinue: () -> Bool) throws -> Double? {
        var machine = Machine(program, retention: .freeing)
        var (running, stepped) = (0.0, 0.0)
        for (number, id) in ids.suffix(plan.newTokens / 2 * 2).enumerated() {
            guard shouldContinue() else { return nil }
            try machine.begin(ids: [id])
            let begun = seconds()
            if number % 2 == 0 {
                try machine.run()
                running += seconds() - begun
            } else {
                // What a debugger does between two steps: it asks where it is, and whether somebody wants it to stop.
                while machine.nextInstruction != nil, shouldContinue() { try machine.step() }
                stepped += seconds() - begun
            }
        }
        return running > 0 ? stepped / running : 1
    }
}
