import Llama4
import Machine
import Tensors
import Trace

/// Compares two sides operation by operation, and names the first that does not do what it should.
///
/// Whatever a recorded side has is judged on its own inputs: every operation is run again in Float64 from what that side recorded,
/// so that errors which came in with the inputs are told from what the operation adds. A side that is run here is right by definition.
public struct DiffRun {
    /// The model that operations are run with again.
    let model: Model
    let a: DiffSide
    let b: DiffSide
    let ids: [[Int32]]
    let arithmetic: ReferenceArithmetic

    /// - Parameter ids: the tokens of every pass
    public init(_ a: DiffSide, _ b: DiffSide, model: Model, ids: [[Int32]], arithmetic: ReferenceArithmetic) {
        self.a = a
        self.b = b
        self.model = model
        self.ids = ids
        self.arithmetic = arithmetic
    }

    /// - Parameters:
    ///   - progress: told what is being compared
    ///   - shouldContinue: asked between operations
    public func run(progress: (String) -> Void = { _ in }, shouldContinue: () -> Bool = { true }) throws -> DiffReport {
        let images = try imageRows()
        let program = model.program(logits: .all, takesImages: images.contains { $0 != nil })
        guard [a, b].allSatisfy({ hasKnownValues($0, program) }) else { throw Refusal(nothingInCommon) }
        for side in [a, b] {
            if case .live(let other, let name) = side, let difference = Self.difference(model, other) {
                throw Refusal("\(name) is a model of another build: \(difference). Operation by operation only models of one build can be compared; "
                    + "`compare model NAME` in the debugger compares what any two say.")
            }
        }
        var readers = [SideReader(a, images: images[0]), SideReader(b, images: images[1])]
        let evaluator = ReferenceEvaluator(config: model.config, arithmetic: arithmetic)
        var caches: [[Register: ReferenceValue]] = [[:], [:]]
        progress("the vision tower")
        var (rows, divergence) = try towerRows()
        var position = 0
        // A live side has nothing of its own to answer for, unless both are live: then B is judged by A's weights.
        let judged = [isDump(a), isDump(b) || !isDump(a)]

        for (pass, tokens) in ids.enumerated() {
            progress("pass \(pass + 1) of \(ids.count)")
            for side in 0..<2 { try readers[side].begin(pass: pass, ids: tokens) }
            var passes = (0..<2).map { side in
                RecordedPass(program, ids: tokens, firstPosition: position, caches: caches[side], images: images[side], evaluator: evaluator)
            }
            var passRows: [DiffReport.Row] = []
            var judgedSoFar: [[OperationJudgement]] = [[], []]
            var first: (judgement: OperationJudgement, row: DiffReport.Row, side: Int)?
            for instruction in program.instructions {
                guard shouldContinue() else { throw Interrupted() }
                var judgements: [OperationJudgement?] = [nil, nil]
                for side in 0..<2 where judged[side] {
                    judgements[side] = try OperationJudgement(instruction, pass: pass, of: readers[side], in: &passes[side])
                }
                let found = try (0..<2).map { side in
                    try judged[side] ? judgements[side]?.recorded
                        : readers[side].value(of: instruction, pass: pass, shape: [], nearest: ReferenceValue([], [])).flatMap(\.whole)
                }
                for side in 0..<2 {
                    guard let judgement = judgements[side], judgement.isThere else { continue }
                    let row = judgement.row(pass: pass, side: side == 0 ? "A" : "B", other: found[1 - side])
                    passRows.append(row)
                    judgedSoFar[side].append(judgement)
                    if first == nil, row.verdict == .differs || row.verdict == .misfit { first = (judgement, row, side) }
                }
            }
            if divergence == nil, let first {
                divergence = try first.judgement.divergence(
                    first.row, in: passes[first.side], rows: passRows, all: judgedSoFar[first.side])
            }
            rows += passRows
            for side in 0..<2 where judged[side] { caches[side] = try passes[side].carriedCaches() }
            position += tokens.count
        }
        guard !rows.isEmpty else {
            throw Refusal("Nothing could be compared: values have known names, but not for the tokens of these passes, or in layouts that can't be ours.")
        }
        return DiffReport(
            a: (a.name, a.kind), b: (b.name, b.kind), passes: ids.count, tokens: position, arithmetic: arithmetic, rows: rows,
            unplaced: unplaced(program), divergence: divergence)
    }

    /// The first thing by which two models are not built alike; nil if their passes go through the same operations and shapes.
    private static func difference(_ one: Model, _ other: Model) -> String? {
        func described(_ instruction: Instruction?) -> String { instruction.map { "\($0.name) \($0.shape)" } ?? "nothing" }
        let sizes = [
            ("experts", one.config.expertCount, other.config.expertCount), ("ids", one.config.vocabularySize, other.config.vocabularySize),
            ("layers", one.config.layerCount, other.config.layerCount),
        ]
        for (what, mine, its) in sizes where mine != its { return "\(its) \(what) instead of \(mine)" }
        let (mine, its) = (one.program(logits: .all).instructions, other.program(logits: .all).instructions)
        for place in 0..<max(mine.count, its.count) {
            let (one, other) = (place < mine.count ? mine[place] : nil, place < its.count ? its[place] : nil)
            if one?.name != other?.name || one?.shape != other?.shape { return "\(described(other)) instead of \(described(one))" }
        }
        return nil
    }

    private func isDump(_ side: DiffSide) -> Bool {
        if case .dump = side { true } else { false }
    }

    private func hasKnownValues(_ side: DiffSide, _ program: Program) -> Bool {
        guard case .dump(let dump) = side else { return true }
        return dump.entries.contains { entry in entry.ours.contains { program.register(named: $0) != nil } }
    }

    private func unplaced(_ program: Program) -> [(side: String, names: [String])] {
        [("A", a), ("B", b)].compactMap { letter, side in
            guard case .dump(let dump) = side else { return nil }
            let names = dump.entries.filter { entry in
                !entry.ours.contains { program.register(named: $0) != nil }
            }.map(\.name)
            return names.isEmpty ? nil : (letter, names)
        }
    }

    private var nothingInCommon: String {
        let names = [a, b].compactMap { side -> String? in
            guard case .dump(let dump) = side else { return nil }
            return "\(dump.path) has \(dump.entries.prefix(3).map { "`\($0.name)`" }.joined(separator: ", "))\(dump.entries.count > 3 ? " …" : "")"
        }
        return "No value's name is known: \(names.joined(separator: "; ")). Names may be ours (llamastep list), Hugging Face module paths, "
            + "TransformerLens hooks, or llama.cpp's."
    }
}

/// The user wants no more.
public struct Interrupted: Error {
    public init() {}
}

extension SideValue {
    var whole: ReferenceValue? {
        if case .whole(let tensor) = self { ReferenceValue(tensor) } else { nil }
    }
}
