import Llama4
import Machine
import Trace

/// A recorder beside a session, and the lens beside the recorder.
final class LiveRecording {
    let writer: TraceWriter
    let recorder: TraceRecorder
    private let lens: LensObserver?
    private var failure: (any Error)?

    /// - Parameters:
    ///   - passes: those of the prompt
    ///   - newTokens: passes of one token that follow at most
    ///   - lens: nil looks where it is cheap
    init(
        _ model: Model, _ program: Program, _ selection: TraceSelection, to path: String, passes: [(first: Int, count: Int)],
        newTokens: Int, lens rows: LensRows? = nil, sampling: SamplingSettings = .greedy, version: String = "", prompt: String? = nil,
        seconds: (() -> Double)?
    ) throws {
        let rows = rows ?? LensRows(selection.level, model)
        let estimate = TraceEstimate(
            program, selection, passes: passes, repeating: newTokens, experts: model.config.expertCount, looksThroughLens: rows == .all)
        let header = try TraceHeader(
            model, program, selection, version: version, sampling: sampling, prompt: prompt,
            tensors: estimate.tensorBytes > 0 ? TraceWriter.tensorsName(for: path) : nil)
        writer = try TraceWriter(path: path, header: header, tensorHeaderBytes: estimate.tensorHeaderBytes)
        recorder = TraceRecorder(
            writer, program: program, tokenBytes: { [tokenizer = model.tokenizer] in tokenizer?.bytes($0) }, seconds: seconds)
        lens = rows == .off ? nil : OutputHead(program).map { LensObserver($0, rows: rows) }
    }

    var observers: [any Observer] { [recorder] + (lens.map { [$0] } ?? []) }

    var hasFailed: Bool { failure != nil }

    func begin(_ machine: borrowing Machine) {
        recorder.begin(pass: machine.passIndex, firstPosition: machine.firstPosition, ids: machine.ids)
    }

    /// What goes wrong is kept for `check`: a session wouldn't know what to do with it.
    func endPass() {
        do {
            if let lens { recorder.lens = try lens.take(token: recorder.token) }
            try recorder.endPass()
        } catch {
            failure = failure ?? error
        }
    }

    /// - Throws: what went wrong since the beginning
    func check() throws {
        if let failure { throw failure }
    }
}

extension LensRows {
    /// What a recording of this level looks at unless told otherwise: every layer of every position goes through the output
    /// head, which costs a large model more than the pass itself.
    init(_ level: TraceLevel, _ model: Model) {
        guard level.looksThroughLens else {
            self = .off
            return
        }
        let cost = model.config.layerCount * model.config.vocabularySize * model.config.hiddenSize
        self = cost < 1 << 24 ? .all : .last
    }
}
