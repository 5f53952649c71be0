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
    private let images: ImagePrompt?
    private let plan: Plan
    private let sampling: SamplingSettings
    private let version: String
    private let promptText: String?
    private let program: Program
    private let selection: TraceSelection
    /// A prompt is one pass where that is at all reasonable, as in the debugger.
    static let cuts = BatchPlan(byteBudget: 1 << 30, longest: .max)

    /// - Parameters:
    ///   - images: the pictures among the ids, where there are any
    ///   - promptText: the text that the ids were made of, where there was one
    ///   - version: LlamaStep's
    /// - Throws: `Refusal` if a glob names nothing
    public init(
        _ model: Model, ids: [Int32], images: ImagePrompt? = nil, promptText: String? = nil, plan: Plan, sampling: SamplingSettings, version: String
    ) throws(Refusal) {
        (self.model, self.ids, self.images, self.promptText, self.plan) = (model, ids, images, promptText, plan)
        (self.sampling, self.version) = (sampling, version)
        program = model.program(logits: .all, takesImages: images != nil)
        selection = TraceSelection(level: plan.level, select: plan.select)
        let names = (images?.tower.program.instructions ?? []).map(\.name) + program.instructions.map(\.name)
        if let idle = selection.idle(in: names).first {
            throw Refusal("No value is named \(idle). `llamastep list` shows all names; * stands for a part, ** for anything.")
        }
    }

    private var newTokens: Int { min(plan.newTokens, max(model.config.maximumPositions - ids.count, 0)) }

    private var lensRows: LensRows { plan.lens ?? LensRows(plan.level, model) }

    /// The passes of the prompt.
    private var passes: [(first: Int, count: Int)] {
        var passes: [(first: Int, count: Int)] = []
        var first = 0
        while first < ids.count {
            let count = Self.cuts.nextLength(remaining: ids.count - first, position: first, config: model.config, logits: .all)
            passes.append((first, count))
            first += count
        }
        return passes
    }

    public var estimate: TraceEstimate {
        var estimate = TraceEstimate(
            program, selection, passes: passes, repeating: newTokens, experts: model.config.expertCount,
            looksThroughLens: lensRows == .all)
        if let images { estimate.add(images, selection) }
        return estimate
    }

    /// - Parameters:
    ///   - seconds: a clock; without one no times are recorded
    ///   - progress: told how many positions are through, and of how many
    /// - Throws: `CheckpointError` for files, `MachineError` and `SessionError` for the pass. What was written so far stays
    ///   under its temporary name.
    public func record(
        to path: String, seconds: (() -> Double)?, shouldContinue: @escaping () -> Bool, progress: (Int, Int) -> Void
    ) throws -> Outcome {
        let recording = try LiveRecording(
            model, program, selection, to: path, passes: passes, newTokens: newTokens, images: images, lens: lensRows, sampling: sampling,
            version: version, prompt: promptText, seconds: seconds)
        let writer = recording.writer
        let begun = seconds?()
        let (isSeen, rows) = try recording.see(shouldContinue: shouldContinue, progress: { _ in })
        var session = Session(model, sampling: sampling, logits: .all, plan: Self.cuts, images: rows)
        session.machine.observers = recording.observers

        var next = ids
        var done = 0
        var isComplete = isSeen
        for step in 0...newTokens where isComplete {
            isComplete = try session.append(next, shouldContinue: { !recording.hasFailed && shouldContinue() }, afterPass: { machine in
                recording.endPass()
                done += machine.ids.count
                progress(done, ids.count + newTokens)
            }, beforePass: { machine in recording.begin(machine) })
            try recording.check()
            guard isComplete else { break }
            let id = try session.sample()
            try recording.recorder.sampled(id, logProbability: LogProbability.of(id, logits: try session.lastLogits()).value)
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
