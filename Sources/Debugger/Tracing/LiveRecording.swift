import Llama4
import Machine
import Trace

/// A recorder beside a session, and the lens beside the recorder.
final class LiveRecording {
    let writer: TraceWriter
    let recorder: TraceRecorder
    private let lens: LensObserver?
    private let images: ImagePrompt?
    /// Passes of the vision tower so far.
    private var towerPassCount = 0
    private var failure: (any Error)?

    /// - Parameters:
    ///   - passes: those of the prompt
    ///   - newTokens: passes of one token that follow at most
    ///   - images: those of the prompt, where there are any; `see` shows them to the tower
    ///   - lens: nil looks where it is cheap
    init(
        _ model: Model, _ program: Program, _ selection: TraceSelection, to path: String, passes: [(first: Int, count: Int)],
        newTokens: Int, images: ImagePrompt? = nil, lens rows: LensRows? = nil, sampling: SamplingSettings = .greedy, version: String = "", prompt: String? = nil,
        seconds: (() -> Double)?
    ) throws {
        let rows = rows ?? LensRows(selection.level, model)
        var estimate = TraceEstimate(
            program, selection, passes: passes, repeating: newTokens, experts: model.config.expertCount, looksThroughLens: rows == .all)
        if let images { estimate.add(images, selection) }
        let header = try TraceHeader(
            model, program, selection, version: version, sampling: sampling, prompt: prompt, images: images,
            tensors: estimate.tensorBytes > 0 ? TraceWriter.tensorsName(for: path) : nil)
        writer = try TraceWriter(path: path, header: header, tensorHeaderBytes: estimate.tensorHeaderBytes)
        recorder = TraceRecorder(
            writer, program: program, tower: images?.tower.program, tokenBytes: { [tokenizer = model.tokenizer] in tokenizer?.bytes($0) }, seconds: seconds)
        self.images = images
        lens = rows == .off ? nil : OutputHead(program).map { LensObserver($0, rows: rows) }
    }

    var observers: [any Observer] { [recorder] + (lens.map { [$0] } ?? []) }

    var hasFailed: Bool { failure != nil }

    func begin(_ machine: borrowing Machine) {
        recorder.begin(pass: towerPassCount + machine.passIndex, firstPosition: machine.firstPosition, ids: machine.ids)
    }

    /// Runs the pictures through the vision tower, in passes that come before those of the text.
    ///
    /// - Returns: false if it was stopped; what the pictures put into the text, nil without pictures.
    func see(shouldContinue: () -> Bool, progress: (Int) -> Void) throws -> (isSeen: Bool, rows: ImageRows?) {
        guard let images else { return (true, nil) }
        let run = VisionRun(images.tower, observers: [recorder])
        let rows = try run.rows(of: images.pixelValues, shouldContinue: { !hasFailed && shouldContinue() }, progress: progress) { _, _ in
            towerPassCount += 1
            endPass(looksThroughLens: false)
        } beforePass: { tiles in
            recorder.begin(pass: towerPassCount, tiles: tiles)
        }
        try check()
        guard let rows else { return (false, nil) }
        return (true, try ImageRows(rows, in: images.ids, patchToken: images.tower.patchToken))
    }

    /// What goes wrong is kept for `check`: a session wouldn't know what to do with it.
    ///
    /// - Parameter looksThroughLens: false for a pass that has no stream to look at
    func endPass(looksThroughLens: Bool = true) {
        do {
            if let lens, looksThroughLens { recorder.lens = try lens.take(token: recorder.token) }
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

extension TraceEstimate {
    /// Adds what the pictures of a prompt go through.
    mutating func add(_ images: ImagePrompt, _ selection: TraceSelection) {
        let tower = images.tower
        let tiles = images.images.last?.tiles.upperBound ?? 0
        add(
            tower: tower.program, selection, passes: TileBatchPlan().passes(tiles, tower.config), rowsPerTile: tower.config.tokensPerTile)
    }
}
