import Foundation
import Llama4
import Tensors
import Trace

/// What recording costs: the same prompt and the same tokens, without a recorder and with one at each level.
///
/// All of them compute the logits of every position, as recordings do.
public struct RecordingBenchmark {
    public struct Timing: Sendable {
        /// nil: nothing is recorded.
        public let level: TraceLevel?
        /// Seconds for the prompt, and for the tokens after it; medians.
        public let prefill: Double
        public let decode: Double
        public let byteCount: Int
    }

    private let model: Model
    private let plan: Benchmark.Plan
    private let seconds: () -> Double

    /// - Parameter seconds: a clock that only goes forward
    public init(_ model: Model, plan: Benchmark.Plan, seconds: @escaping () -> Double) {
        (self.model, self.plan, self.seconds) = (model, plan, seconds)
    }

    /// - Parameter directory: where the recordings may be written; each is removed when it has been measured
    /// - Returns: nil if it was stopped.
    public func run(in directory: String, shouldContinue: () -> Bool, progress: (String) -> Void) throws -> [Timing]? {
        var random = RandomSource(seed: 1)
        let vocabulary = UInt64(model.config.vocabularySize)
        let prompt = (0..<plan.promptLength).map { _ in Int32(random.next() % vocabulary) }
        let levels = [nil] + TraceLevel.allCases.map(Optional.some)
        progress("warming up")
        _ = try measure(nil, Array(prompt.prefix(8)), directory)
        var measured = levels.map { _ in [Timing]() }
        for round in 1...plan.repeats {
            // Taking turns, so that whatever else happens on the machine happens to all of them.
            for (place, level) in levels.enumerated() {
                guard shouldContinue() else { return nil }
                progress("round \(round) of \(plan.repeats): \(level?.rawValue ?? "plain")")
                measured[place].append(try measure(level, prompt, directory))
            }
        }
        return measured.map { timings in
            Timing(
                level: timings[0].level, prefill: timings.map(\.prefill).median ?? 0, decode: timings.map(\.decode).median ?? 0,
                byteCount: timings[0].byteCount)
        }
    }

    private func measure(_ level: TraceLevel?, _ prompt: [Int32], _ directory: String) throws -> Timing {
        var session = Session(model, logits: .all, plan: TraceRun.cuts)
        let recording = try level.map { level in
            try LiveRecording(model, session.machine.program, TraceSelection(level: level), to: directory + "/bench.json",
                passes: [(0, prompt.count)], newTokens: plan.newTokens, seconds: seconds)
        }
        defer { recording?.writer.discard() }
        if let recording { session.machine.observers = recording.observers }
        let begun = seconds()
        try append(prompt, to: &session, recording)
        let prefilled = seconds()
        for _ in 0..<plan.newTokens { try append([try session.sample()], to: &session, recording) }
        let ended = seconds()
        return Timing(
            level: level, prefill: prefilled - begun, decode: ended - prefilled,
            byteCount: recording.map { $0.writer.byteCount + $0.writer.tensorByteCount } ?? 0)
    }

    private func append(_ ids: [Int32], to session: inout Session, _ recording: LiveRecording?) throws {
        try session.append(
            ids, afterPass: { _ in recording?.endPass() }, beforePass: { machine in recording?.begin(machine) })
        try recording?.check()
    }
}
