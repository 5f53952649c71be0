import Llama4
import Machine
import Tensors

/// How fast a model runs here: prefill and decode, and how that compares with reading the weights.
///
/// The clock is passed in; nothing below the command line has one of its own.
public struct Benchmark {
    public struct Plan: Sendable {
        public var promptLength = 512
        public var newTokens = 64
        public var repeats = 5

        public init() {}
    }

    /// Medians over the repeats.
    public struct Result: Sendable {
        public let plan: Plan
        public let threads: Int
        /// Tokens per second of a prompt.
        public let prefill: Double
        /// Tokens per second, one by one, after the prompt.
        public let decode: Double
        /// Bytes of weights that one decoded token reads, on average.
        public let weightBytesPerToken: Int
        /// Weights read per second while decoding.
        public var bytesPerSecond: Double { Double(weightBytesPerToken) * decode }
        /// What a plain read of memory reaches, in bytes per second, measured in the same run.
        public let plainRead: Double
        /// What that read saw. Without anybody who could ask for it, the compiler would leave the read out.
        public let plainReadSum: UInt64
    }

    private let model: Model
    private let plan: Plan
    private let seconds: () -> Double

    /// - Parameter seconds: a clock that only goes forward
    public init(_ model: Model, plan: Plan, seconds: @escaping () -> Double) {
        self.model = model
        self.plan = plan
        self.seconds = seconds
    }

    /// - Returns: nil if it was stopped.
    public func run(shouldContinue: () -> Bool, progress: (String) -> Void) throws -> Result? {
        var random = RandomSource(seed: 1)
        let vocabulary = UInt64(model.config.vocabularySize)
        func randomID() -> Int32 { Int32(random.next() % vocabulary) }
        let prompt = (0..<plan.promptLength).map { _ in randomID() }

        progress("warming up")
        var empty = Session(model)
        guard try empty.append(Array(prompt.prefix(8)), shouldContinue: shouldContinue) else { return nil }

        var prefills: [Double] = []
        var decodes: [Double] = []
        var weightBytesPerToken = 0
        for round in 1...plan.repeats {
            progress("round \(round) of \(plan.repeats): prefill")
            var session = Session(model)
            let begun = seconds()
            guard try session.append(prompt, shouldContinue: shouldContinue) else { return nil }
            let prefilled = seconds()
            progress("round \(round) of \(plan.repeats): decode")
            let counter = WeightByteCounter()
            // Counting is done in one round only, so that the others run as they are.
            if round == 1 { session.machine.observers = [counter] }
            let decoding = seconds()
            for _ in 0..<plan.newTokens {
                guard try session.append([try session.sample()], shouldContinue: shouldContinue) else { return nil }
            }
            decodes.append(Double(plan.newTokens) / (seconds() - decoding))
            prefills.append(Double(plan.promptLength) / (prefilled - begun))
            if round == 1 { weightBytesPerToken = counter.bytes / max(plan.newTokens, 1) }
        }
        progress("plain read")
        let (rate, sum) = plainRead()
        return Result(
            plan: plan, threads: Parallel.threadCount, prefill: median(prefills), decode: median(decodes),
            weightBytesPerToken: weightBytesPerToken, plainRead: rate, plainReadSum: sum)
    }

    /// The same bytes read and nothing done with them.
    private func plainRead() -> (rate: Double, sum: UInt64) {
        let matrix = model.weights.outputHead
        var rates: [Double] = []
        var sum: UInt64 = 0
        for _ in 0..<max(plan.repeats, 3) {
            let begun = seconds()
            sum &+= Kernels.plainRead(matrix)
            rates.append(Double(matrix.byteCount) / (seconds() - begun))
        }
        return (median(rates), sum)
    }

    private func median(_ numbers: [Double]) -> Double {
        numbers.sorted()[numbers.count / 2]
    }
}

/// Adds up the weights that instructions read.
private final class WeightByteCounter: Observer {
    private(set) var bytes = 0

    func wants(_ instruction: Instruction) -> Bool { true }

    func didExecute(_ instruction: Instruction, operands: Operands, value: Value, pass: Int) {
        bytes += instruction.operation.weightBytes(operands)
    }
}
