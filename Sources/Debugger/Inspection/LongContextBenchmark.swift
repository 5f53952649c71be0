import Llama4
import Machine
import Tensors

/// What a long text costs: time and memory per token, as the text grows.
///
/// Chunked layers see one chunk at most, so their cost stays flat; a NoPE layer sees everything, and its cost grows with the position.
public struct LongContextBenchmark {
    /// At one length of the text. Times are medians over some tokens, in seconds.
    public struct Row: Sendable {
        public let position: Int
        /// Tokens per second of the prompt since the row before.
        public let prefill: Double
        /// One more token.
        public let token: Double
        /// Its attention in a chunked layer, and in a layer that sees everything; nil where the model has none.
        public let chunkedAttention: Double?
        public let fullAttention: Double?
        /// Bytes of the pages that the caches keep.
        public let cacheBytes: Int
        /// Bytes of the program in memory.
        public let residentBytes: Int?
    }

    private let model: Model
    private let length: Int
    private let seconds: () -> Double
    private let residentBytes: () -> Int?

    /// - Parameters:
    ///   - seconds: a clock that only goes forward
    ///   - residentBytes: how much memory the program has at the moment
    public init(_ model: Model, length: Int, seconds: @escaping () -> Double, residentBytes: @escaping () -> Int?) {
        self.model = model
        self.length = length
        self.seconds = seconds
        self.residentBytes = residentBytes
    }

    /// Ten rows, the last at the whole length; fewer if it was stopped.
    public func run(shouldContinue: () -> Bool, progress: (Int) -> Void) throws -> [Row] {
        var random = RandomSource(seed: 1)
        var session = Session(model)
        var rows: [Row] = []
        for part in 1...10 {
            let target = length * part / 10
            let new = (session.ids.count..<target).map { _ in Int32(random.next() % UInt64(model.config.vocabularySize)) }
            guard !new.isEmpty else { continue }
            let (begun, before) = (seconds(), session.ids.count)
            guard try session.append(new, shouldContinue: shouldContinue, progress: { progress(before + $0) }) else { return rows }
            let prefill = Double(new.count) / (seconds() - begun)
            guard let row = try measured(session, prefill: prefill, shouldContinue) else { return rows }
            rows.append(row)
        }
        return rows
    }

    /// A few more tokens on a copy, which goes no further.
    private func measured(_ session: Session, prefill: Double, _ shouldContinue: () -> Bool) throws -> Row? {
        var machine = session.machine
        let owners = machine.program.instructions.map { attentionLayer($0.name) }
        var (tokens, chunked, full): ([Double], [Double], [Double]) = ([], [], [])
        for id in session.ids.suffix(7) {
            guard shouldContinue() else { return nil }
            try machine.begin(ids: [id])
            var times = [Double](repeating: 0, count: model.config.layers.count)
            let begun = seconds()
            while let instruction = machine.nextInstruction {
                let start = seconds()
                try machine.step()
                if let layer = owners[instruction.pc] { times[layer] += seconds() - start }
            }
            tokens.append(seconds() - begun)
            chunked += model.config.layers.filter { $0.chunk != nil }.map { times[$0.index] }
            full += model.config.layers.filter { $0.chunk == nil }.map { times[$0.index] }
        }
        return Row(
            position: session.ids.count, prefill: prefill, token: tokens.median ?? 0,
            chunkedAttention: chunked.median,
            fullAttention: full.median,
            cacheBytes: try cacheBytes(session.machine), residentBytes: residentBytes())
    }

    /// The layer whose attention over the cache a value belongs to.
    private func attentionLayer(_ name: String) -> Int? {
        let parts = name.split(separator: ".")
        guard parts.count == 4, parts[2] == "attn", ["scores", "mask", "masked_scores", "pattern", "z"].contains(parts[3])
        else { return nil }
        return Int(parts[1])
    }

    private func cacheBytes(_ machine: Machine) throws -> Int {
        try machine.program.carries.reduce(0) { sum, carry in
            guard case .cache(let view) = try machine.value(of: carry.result) else { return sum }
            return sum + view.byteCount
        }
    }
}
