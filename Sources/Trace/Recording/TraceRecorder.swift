import Checkpoint
import Machine
import Tensors

/// Looks at a machine at work and writes what it sees into a trace. It never executes anything.
///
///     let recorder = TraceRecorder(writer, program: program, describe: tokenBytes, seconds: clock)
///     machine.observers = [recorder]
///     recorder.begin(pass: 0, firstPosition: 0, ids: prompt)
///     while try machine.step() {}
///     try recorder.endPass()
///
/// An observer can't throw: what went wrong while writing is kept, nothing more is written, and `endPass` tells it.
public final class TraceRecorder: Observer {
    let writer: TraceWriter
    private let plans: [InstructionPlan]
    private let towerPlans: [InstructionPlan]
    /// A token's bytes; nil without a tokenizer.
    private let tokenBytes: (Int32) -> [UInt8]?
    private let seconds: (() -> Double)?
    private var digest: PassDigest?
    private var pass: PassEvent?
    private var begun = 0.0
    /// Caches whose rows are in the trace from their beginning on.
    private var recordedCaches: Set<Int> = []
    private var failure: CheckpointError?

    /// What the stream would predict, by row: somebody else computes it, and leaves it here before the pass ends.
    public var lens: [[TokenEvent.Lens]]?

    /// - Parameters:
    ///   - program: what the machine runs
    ///   - tower: the program of the vision tower's passes, where there are any; its instructions are the first of the trace's
    ///   - tokenBytes: the bytes of a token; nil without a tokenizer
    ///   - seconds: a clock; without one no times are recorded
    public init(
        _ writer: TraceWriter, program: Program, tower: Program? = nil, tokenBytes: @escaping (Int32) -> [UInt8]?, seconds: (() -> Double)? = nil
    ) {
        self.writer = writer
        self.tokenBytes = tokenBytes
        self.seconds = seconds
        let selection = TraceSelection(level: writer.header.level, select: writer.header.select)
        plans = program.instructions.map { InstructionPlan($0, selection) }
        towerPlans = (tower?.instructions ?? []).map { InstructionPlan($0, selection) }
    }

    /// A token as the trace writes it.
    public func token(_ id: Int32) -> TraceToken {
        TraceToken(id: id, bytes: tokenBytes(id))
    }

    /// A pass begins. Its values follow.
    public func begin(pass number: Int, firstPosition: Int, ids: [Int32]) {
        begin(PassEvent(pass: number, firstPosition: firstPosition, tokens: ids.map(token)))
    }

    /// A pass of the vision tower begins.
    public func begin(pass number: Int, tiles: Range<Int>) {
        begin(PassEvent(pass: number, tiles: tiles))
    }

    private func begin(_ event: PassEvent) {
        pass = event
        digest = writer.header.level.digestsTokens && event.tiles == nil ? PassDigest(event) : nil
        lens = nil
        attempt { () throws(CheckpointError) in try writer.write(.pass(event)) }
    }

    // MARK: Values

    public func wants(_ instruction: Instruction) -> Bool {
        guard failure == nil else { return false }
        if let seconds { begun = seconds() }
        return true
    }

    public func didExecute(_ instruction: Instruction, operands: Operands, value: Value, pass: Int) {
        record(instruction, operands: operands, value: value, seconds: seconds.map { Float($0() - begun) })
    }

    /// A value of the current pass, however it came about.
    ///
    /// - Parameter operands: what it was computed from, where that is at hand
    public func record(_ instruction: Instruction, operands: Operands?, value: Value, seconds: Float? = nil) {
        guard failure == nil, let pass else { return }
        let isTower = pass.tiles != nil
        let plan = (isTower ? towerPlans : plans)[instruction.pc]
        digest?.take(plan.role, value)
        var event = ValueEvent(
            pass: pass.pass, pc: instruction.pc + (isTower ? 0 : towerPlans.count), name: instruction.name, operation: instruction.mnemonic,
            kind: ValueEvent.Kind(value), shape: value.shape.extents, seconds: seconds,
            bytesRead: operands.map { instruction.operation.weightBytes($0) },
            flops: operands.map { instruction.operation.flops($0, result: value) })
        attempt { () throws(CheckpointError) in
            try self.fill(&event, value, plan.isKept, pass)
            try writer.write(.value(event))
        }
    }

    private func fill(_ event: inout ValueEvent, _ value: Value, _ isKept: Bool, _ pass: PassEvent) throws(CheckpointError) {
        switch value {
        case .mask(let mask):
            event.mask = .init(chunk: mask.chunk, firstQuery: mask.firstQuery, firstKey: mask.firstKey)
        case .indices(let indices):
            event.stats = .init(Kernels.statistics(value.tensor))
            guard isKept else { return }
            if indices.count <= TraceFormat.inlineLimit {
                event.values = indices.values.map(Float.init)
            } else {
                event.tensor = key(event)
                try writer.write(indices, key: key(event))
            }
        case .tensor(let tensor): try fill(&event, tensor, isKept)
        case .cache(let view):
            let isFirst = recordedCaches.insert(event.pc).inserted
            let from = isFirst ? view.firstPosition : max(view.firstPosition, pass.firstPosition)
            event.rows = .init(firstPosition: view.firstPosition, recordedFrom: from)
            try fill(&event, view.dropping(before: from).tensor, isKept)
        }
    }

    private func fill(_ event: inout ValueEvent, _ tensor: Tensor, _ isKept: Bool) throws(CheckpointError) {
        let statistics = Kernels.statistics(tensor)
        event.stats = .init(statistics)
        guard isKept else { return }
        // JSON can't say which NaN it is.
        if tensor.count <= TraceFormat.inlineLimit, statistics.nanCount == 0 {
            event.values = tensor.values
        } else {
            event.tensor = key(event)
            try writer.write(tensor, key: key(event))
        }
    }

    private func key(_ event: ValueEvent) -> String { "\(event.pass)/\(event.name)" }

    // MARK: The end of a pass

    /// The pass is complete, or as far as it goes: what its tokens went through is written.
    ///
    /// - Parameter writesTokens: false for a pass whose values nobody recorded
    /// - Throws: what went wrong since the pass began
    public func endPass(writesTokens: Bool = true) throws(CheckpointError) {
        if writesTokens, let digest {
            attempt { () throws(CheckpointError) in
                try digest.events(lens: lens, token: token) { (event) throws(CheckpointError) in try writer.write(.token(event)) }
            }
        }
        (digest, lens) = (nil, nil)
        attempt { () throws(CheckpointError) in try writer.flush() }
        if let failure { throw failure }
    }

    /// A token was chosen from the pass that has just ended.
    public func sampled(_ id: Int32, logProbability: Double) throws(CheckpointError) {
        guard let pass else { return }
        try writer.write(.sample(SampleEvent(
            pass: pass.pass, position: pass.firstPosition + pass.tokens.count, token: token(id), logProbability: logProbability)))
        try writer.flush()
    }

    private func attempt(_ body: () throws(CheckpointError) -> Void) {
        guard failure == nil else { return }
        do { try body() } catch { failure = error }
    }
}

extension ValueEvent.Kind {
    fileprivate init(_ value: Value) {
        switch value {
        case .tensor: self = .tensor
        case .indices: self = .indices
        case .mask: self = .mask
        case .cache: self = .cache
        }
    }
}
