import Checkpoint
import Llama4
import Machine
import Tensors
import Trace

/// A recorded trace as the debugger plays it: its program, what is known of its model, and its values pass by pass.
///
///     let recording = try Recording(path: "run.json")
///     var debugger = Debugger(replaying: recording)
public final class Recording: Tape {
    public let trace: RecordedTrace
    /// That of the text.
    public let program: Program
    /// That of the vision tower; nil where the recording has none.
    let tower: Program?
    /// Its config, its rules and the texts of its tokens; no weights.
    public let model: Model

    /// - Parameter progress: told how much has been read, of 1
    /// - Throws: `TraceError` for the file, `ConfigError` if its model is no Llama 4, `Refusal` if there is nothing to play
    public init(path: String, progress: (Double) -> Void = { _ in }) throws {
        let trace = try RecordedTrace(path: path, progress: progress)
        guard !trace.passes.isEmpty, !trace.header.program.isEmpty else { throw Refusal("\(path) holds no pass, so there is nothing to replay.") }
        self.trace = trace
        let header = trace.header
        let seeing = header.program[header.towerPCs]
        let seen = Set(seeing.flatMap(\.operands))
        program = Program.playing(
            header.program[header.towerPCs.upperBound...], inputs: header.inputs.filter { header.towerPCs.isEmpty || !seen.contains($0.name) })
        tower = seeing.isEmpty ? nil : Program.playing(seeing, inputs: header.inputs.filter { seen.contains($0.name) })
        towerPasses = trace.passes.prefix { $0.event.tiles != nil }.compactMap(\.event.tiles)
        let said = try Config(header.model.config)
        let parser = RuleParser(config: said, resolver: NameResolver(program))
        let knobs = header.rules.flatMap { (try? parser.rules($0)) ?? [] }.compactMap { rule in
            if case .knob(let knob) = rule { knob } else { nil }
        }
        model = try Model(
            recorded: header.model.name, config: header.model.config, rules: ModelRules(knobs), tokens: try Self.tokens(trace))
    }

    /// The bytes of every token that the trace names; nil if it has no texts.
    private static func tokens(_ trace: RecordedTrace) throws -> [Int32: [UInt8]]? {
        var tokens: [Int32: [UInt8]] = [:]
        func note(_ token: TraceToken) { if let content = token.content { tokens[token.id] = content } }
        for (index, pass) in trace.passes.enumerated() {
            pass.event.tokens.forEach(note)
            if let sample = pass.sample { note(sample.token) }
            guard pass.hasTokens else { continue }
            for row in pass.event.tokens.indices {
                guard let event = try trace.token(row: row, inPass: index) else { continue }
                for candidate in (event.top ?? []) + (event.lens ?? []).flatMap(\.top) { note(candidate.token) }
            }
        }
        return tokens.isEmpty ? nil : tokens
    }

    // MARK: Playing

    /// Passes of the text. Those of the tower come before them.
    public var passCount: Int { trace.passes.count - towerPasses.count }

    /// The tiles of every pass through the vision tower.
    let towerPasses: [Range<Int>]

    public func pass(_ index: Int) -> (ids: [Int32], firstPosition: Int) {
        let event = trace.passes[towerPasses.count + index].event
        return (event.tokens.map(\.id), event.firstPosition)
    }

    public func value(of instruction: Instruction, pass: Int) throws(MachineError) -> Value? {
        try value(of: instruction, pc: instruction.pc + (tower?.instructions.count ?? 0), tracePass: towerPasses.count + pass)
    }

    /// - Parameters:
    ///   - pc: the instruction's in the trace
    ///   - pass: that of the trace
    fileprivate func value(of instruction: Instruction, pc: Int, tracePass pass: Int) throws(MachineError) -> Value? {
        do {
            guard let event = try trace.event(pc: pc, inPass: pass) else { return nil }
            return try trace.value(of: event, inPass: pass)
        } catch {
            throw .unreadable(name: instruction.name, reason: error.description)
        }
    }

    // MARK: What is known beside values

    /// What was recorded of an instruction in the pass in which a walk stands; nil if nothing was.
    func event(_ instruction: Instruction, at walk: Walk) -> ValueEvent? {
        walk.isSeeing
            ? try? trace.event(pc: instruction.pc, inPass: walk.towerPassCount)
            : try? trace.event(pc: instruction.pc + (tower?.instructions.count ?? 0), inPass: towerPasses.count + walk.machine.passIndex)
    }

    func token(row: Int, pass: Int) -> TokenEvent? {
        try? trace.token(row: row, inPass: towerPasses.count + pass)
    }

    /// What was chosen after a pass.
    func choice(pass: Int) -> LogProbability? {
        trace.passes.indices.contains(towerPasses.count + pass)
            ? trace.passes[towerPasses.count + pass].sample.map { LogProbability(id: $0.token.id, value: $0.logProbability) } : nil
    }

    /// The settings that tokens were chosen with.
    var sampling: SamplingSettings {
        guard let sampling = trace.header.sampling else { return .greedy }
        return SamplingSettings(
            temperature: sampling.temperature, topK: sampling.topK, topP: sampling.topP, minP: sampling.minP,
            repetitionPenalty: sampling.repetitionPenalty, seed: sampling.seed)
    }
}

/// One pass of a recording through the vision tower.
final class TowerTape: Tape {
    let program: Program
    let passCount = 1
    private let recording: Recording
    private let index: Int

    init(_ recording: Recording, _ program: Program, pass index: Int) {
        (self.recording, self.program, self.index) = (recording, program, index)
    }

    func pass(_ index: Int) -> (ids: [Int32], firstPosition: Int) { ([], 0) }

    func value(of instruction: Instruction, pass: Int) throws(MachineError) -> Value? {
        try recording.value(of: instruction, pc: instruction.pc, tracePass: index)
    }
}

extension Program {
    /// The program of a recording: every instruction is there, and none can compute.
    ///
    /// - Precondition: names are unique and written before they are read, as a read header's are.
    static func playing(_ instructions: ArraySlice<RecordedInstruction>, inputs: [RecordedInput]) -> Program {
        let builder = ProgramBuilder()
        var registers: [String: Register] = [:]
        for input in inputs { registers[input.name] = builder.input(input.name, shape: input.shape) }
        for instruction in instructions {
            let weights = instruction.weights.map { weight in
                let encoding = WeightEncoding(rawValue: weight.dtype) ?? .int8
                let shape = Shape(weight.shape)
                return WeightOperand(
                    name: weight.key, shape: shape, encoding: encoding, byteCount: encoding.byteCount(shape.elementCount))
            }
            registers[instruction.name] = builder.append(
                RecordedOperation(mnemonic: instruction.operation, attributes: instruction.attributes, weights: weights),
                from: instruction.operands.compactMap { registers[$0] }, shape: instruction.shape, heads: instruction.heads,
                as: instruction.name)
        }
        return builder.finish()
    }
}
