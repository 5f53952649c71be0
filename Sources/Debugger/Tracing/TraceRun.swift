import Checkpoint
import Llama4
import Machine
import Tensors
import Trace

/// Records a prompt, and the tokens that the model goes on with.
///
///     let run = try TraceRun(model, ids: prompt, plan: plan, sampling: .greedy, version: version)
///     run.estimate.byteCount
///     try run.record(to: "run.json", seconds: clock, shouldContinue: { true }, progress: { _ in })
public struct TraceRun {
    public struct Plan: Sendable {
        public var level: TraceLevel
        /// Globs of values that are recorded in full beyond what the level says.
        public var select: [String]
        /// Tokens that are generated after the prompt and go through the model too.
        public var newTokens: Int
        /// Whether a stop token ends it.
        public var heedsStopTokens = true
        /// nil looks through the lens at every position where that is cheap, and at the last one of a pass where it isn't.
        public var lens: LensRows?

        public init(level: TraceLevel = .stats, select: [String] = [], newTokens: Int = 0, lens: LensRows? = nil) {
            (self.level, self.select, self.newTokens, self.lens) = (level, select, newTokens, lens)
        }
    }

    /// How a recording ended.
    public struct Outcome: Sendable {
        public let path: String
        public let passes: Int
        public let events: Int
        public let jsonBytes: Int
        public let tensorBytes: Int
        /// False where somebody stopped it: then the files have their temporary names.
        public let isComplete: Bool
    }

    private let model: Model
    private let ids: [Int32]
    private let plan: Plan
    private let sampling: SamplingSettings
    private let version: String
    private let promptText: String?
    private let program: Program
    private let selection: TraceSelection
    private let cuts = BatchPlan(byteBudget: 1 << 30, longest: .max)

    /// - Parameters:
    ///   - promptText: the text that the ids were made of, where there was one
    ///   - version: LlamaStep's
    /// - Throws: `Refusal` if a glob names nothing
    public init(
        _ model: Model, ids: [Int32], promptText: String? = nil, plan: Plan, sampling: SamplingSettings, version: String
    ) throws(Refusal) {
        (self.model, self.ids, self.promptText, self.plan) = (model, ids, promptText, plan)
        (self.sampling, self.version) = (sampling, version)
        program = model.program(logits: .all)
        selection = TraceSelection(level: plan.level, select: plan.select)
        if let idle = selection.idle(in: program.instructions.map(\.name)).first {
            throw Refusal("No value is named \(idle). `llamastep list` shows all names; * stands for a part, ** for anything.")
        }
    }

    private var newTokens: Int { min(plan.newTokens, max(model.config.maximumPositions - ids.count, 0)) }

    private var lensRows: LensRows {
        if let lens = plan.lens { return lens }
        guard plan.level.looksThroughLens else { return .off }
        // Every layer of every position goes through the output head.
        let cost = model.config.layerCount * model.config.vocabularySize * model.config.hiddenSize
        return cost < 1 << 24 ? .all : .last
    }

    public var estimate: TraceEstimate {
        var passes: [(first: Int, count: Int)] = []
        var first = 0
        while first < ids.count {
            let count = cuts.nextLength(remaining: ids.count - first, position: first, config: model.config, logits: .all)
            passes.append((first, count))
            first += count
        }
        return TraceEstimate(
            program, selection, passes: passes, repeating: newTokens, experts: model.config.expertCount,
            looksThroughLens: lensRows == .all)
    }

    /// - Parameters:
    ///   - seconds: a clock; without one no times are recorded
    ///   - progress: told how many positions are through, and of how many
    /// - Throws: `CheckpointError` for files, `MachineError` and `SessionError` for the pass. What was written so far stays
    ///   under its temporary name.
    public func record(
        to path: String, seconds: (() -> Double)?, shouldContinue: @escaping () -> Bool, progress: (Int, Int) -> Void
    ) throws -> Outcome {
        let estimate = estimate
        let header = try TraceHeader(
            model, program, selection, version: version, sampling: sampling, prompt: promptText,
            tensors: estimate.tensorBytes > 0 ? TraceWriter.tensorsName(for: path) : nil)
        let writer = try TraceWriter(path: path, header: header, tensorHeaderBytes: estimate.tensorHeaderBytes)
        let recorder = TraceRecorder(
            writer, program: program, tokenBytes: { [tokenizer = model.tokenizer] in tokenizer?.bytes($0) }, seconds: seconds)
        let lens = lensRows == .off ? nil : OutputHead(program).map { LensObserver($0, rows: lensRows) }
        let begun = seconds?()
        var session = Session(model, sampling: sampling, logits: .all, plan: cuts)
        session.machine.observers = [recorder] + (lens.map { [$0] } ?? [])

        var next = ids
        var done = 0
        var isComplete = true
        var failure: (any Error)?
        for step in 0...newTokens {
            isComplete = try session.append(next, shouldContinue: { failure == nil && shouldContinue() }, afterPass: { machine in
                do {
                    if let lens { recorder.lens = try lens.take(token: recorder.token) }
                    try recorder.endPass()
                } catch {
                    failure = error
                }
                done += machine.ids.count
                progress(done, ids.count + newTokens)
            }, beforePass: { machine in
                recorder.begin(pass: machine.passIndex, firstPosition: machine.firstPosition, ids: machine.ids)
            })
            if let failure { throw failure }
            guard isComplete else { break }
            let id = try session.sample()
            try recorder.sampled(id, logProbability: LogProbability.of(id, logits: try session.lastLogits()).value)
            if step == newTokens || plan.heedsStopTokens && model.stopTokens.contains(id) { break }
            next = [id]
        }
        let elapsed = begun.flatMap { begun in seconds.map { $0() - begun } }
        if isComplete { try writer.finish(seconds: elapsed) } else { try writer.stop(seconds: elapsed) }
        return Outcome(
            path: isComplete ? path : writer.temporaryPath, passes: writer.passCount, events: writer.eventCount,
            jsonBytes: writer.byteCount, tensorBytes: writer.tensorByteCount, isComplete: isComplete)
    }
}
