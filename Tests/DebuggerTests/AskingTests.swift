import Llama4
import Machine
import Tensors
import Testing

@testable import Debugger

/// What holds for the answers about a pass, at many of its numbers.
@Suite("Laws of asking")
struct AskingTests {
    static let models = ["scout", "maverick", "variant", "pocket-scout"]

    /// A debugger at the end of a pass over several positions, and one further by a pass over a single one.
    private func ends(_ name: String, ids: Int = 14) throws -> [Walk] {
        var debugger = try GoldenModel.debugger(name, ids: ids)
        debugger.execute("set stopping off")
        debugger.execute("goto end")
        let first = try #require(debugger.walk)
        debugger.execute("token")
        debugger.execute("goto end")
        return [first, try #require(debugger.walk)]
    }

    @Test("the parts of a logit add up to it", arguments: models)
    func attribution(name: String) throws {
        for walk in try ends(name) {
            let head = try walk.program.outputHead
            let rows = walk.machine.ids.count
            for row in Set([0, rows / 2, rows - 1]) {
                let logits = try walk.machine.value(of: head.logits.result).tensor.row(row)
                let best = TokenDistribution(logits: logits).top(2).map(\.id)
                for token in best + [3] {
                    for splitsHeads in [false, true] {
                        let all = try DirectAttribution(walk.machine, head: head, token: token, row: row, splitsHeads: splitsHeads)
                        #expect(abs(all.sum - all.logit) < 1e-3, "\(name), row \(row), token \(token): \(all.sum) is not \(all.logit)")
                        #expect(!all.parts.contains { $0.kind == .change || $0.kind == .other })
                    }
                }
                let both = try DirectAttribution(walk.machine, head: head, token: best[0], against: best[1], row: row)
                #expect(abs(both.sum - both.logit) < 1e-3)
            }
        }
    }

    @Test("every part of the model is there, once")
    func parts() throws {
        let walk = try #require(try ends("maverick").first)
        let head = try walk.program.outputHead
        let parts = try DirectAttribution(walk.machine, head: head, token: 5, row: 2, splitsHeads: true).parts
        // Four layers of four heads; two dense, two with a chosen expert and the shared one.
        #expect(parts.count { if case .head = $0.kind { true } else { false } } == 16)
        #expect(parts.count { $0.kind == .dense } == 2)
        #expect(parts.count { $0.kind == .shared } == 2)
        #expect(parts.count { if case .expert = $0.kind { true } else { false } } == 2)
        #expect(parts.count { $0.kind == .embedding } == 1)
        #expect(Set(parts.map(\.label)).count == parts.count)
    }

    @Test("what was set by hand has a part of its own")
    func changes() throws {
        var debugger = try GoldenModel.debugger("scout", ids: 5)
        debugger.execute("until layers.2.attn_norm")
        debugger.execute("set layers.1.resid_post[-1, :] = layers.1.resid_post[-1, :] * 3")
        debugger.execute("goto end")
        let walk = try #require(debugger.walk)
        let all = try DirectAttribution(walk.machine, head: try walk.program.outputHead, token: 5, row: 4)
        #expect(all.parts.contains { $0.kind == .change && $0.name == "layers.1.resid_post" })
        #expect(abs(all.sum - all.logit) < 1e-3)
        let register = try #require(walk.program.register(named: "layers.1.resid_post"))
        #expect(try ElementBreakdown(ValueElement(register, [4, 0]), walk.machine).isChanged)
    }

    @Test("the terms of every number add up to it, for every instruction", arguments: models)
    func breakdown(name: String) throws {
        for walk in try ends(name) {
            for instruction in walk.program.instructions {
                let value = try walk.machine.value(of: instruction.result)
                guard value.shape.elementCount > 0 else { continue }
                let count = value.shape.elementCount
                for offset in Set([0, count / 3, count / 2, count - 2, count - 1]) where offset >= 0 {
                    let indices = value.shape.index(ofOffset: offset)
                    let found = try ElementBreakdown(ValueElement(instruction.result, indices), walk.machine)
                    let size = found.terms.reduce(0) { $0 + abs($1.amount) }
                    #expect(
                        abs(found.unexplained) <= 1e-5 + 1e-5 * size,
                        "\(name), \(instruction.name)\(indices): \(found.value) is off by \(found.unexplained)")
                    if case .tensor = value, found.value.isFinite, found.value != 0 { #expect(!found.terms.isEmpty, "\(instruction.name)") }
                }
            }
        }
    }

    @Test("what a trace shows and leaves out adds up, on every level")
    func trace() throws {
        let walk = try #require(try ends("scout").first)
        let register = try #require(walk.program.register(named: "logits"))
        func check(_ trace: TraceBack) {
            let sum = trace.branches.reduce(trace.restSum) { $0 + $1.term.amount } + trace.breakdown.unexplained
            #expect(trace.breakdown.terms.isEmpty || !trace.breakdown.value.isFinite || abs(sum - trace.breakdown.value) < 1e-6)
            for branch in trace.branches { branch.nodes.forEach(check) }
        }
        let trace = try TraceBack(ValueElement(register, [13, 7]), walk.machine, depth: 6, breadth: 3)
        check(trace)
        #expect(!trace.branches.isEmpty)
    }

    @Test("a trace ends at tokens and weights")
    func leaves() throws {
        var debugger = try GoldenModel.debugger("scout", ids: 5)
        debugger.execute("goto end")
        let text = debugger.execute("trace-back layers.0.attn_norm[-1, 3] 3").text
        #expect(text.contains("embed_tokens[220, 3]"), "\(text)")
        #expect(text.contains("a token of the text"), "\(text)")
    }

    @Test("the lens on the end of the stream is the pass's logits, to the last bit", arguments: models)
    func lens(name: String) throws {
        for walk in try ends(name) {
            let head = try walk.program.outputHead
            let stream = try walk.machine.value(of: head.stream).tensor
            let logits = try walk.machine.value(of: head.logits.result).tensor
            #expect(try head.logits(of: stream).isBitEqual(to: logits))
            let registers = LogitLens.stream(of: walk.program)
            let lens = try LogitLens(walk.machine, head: head, registers: registers)
            #expect(lens.subjects.count == walk.model.config.layerCount + 1)
            let last = logits.shape.rowCount - 1
            let row = try lens.distributions(row: last)
            #expect(row.last?.logits == logits.row(last))
            // One position at a time is all positions at once, but for rounding.
            for (subject, one) in zip(lens.subjects, row) {
                let all = try head.logits(of: subject.tensor).row(last)
                #expect(zip(all, one.logits).allSatisfy { abs($0 - $1) < 1e-4 }, "\(subject.name)")
            }
        }
    }

    @Test("the likeliest tokens come in order, and probabilities add up")
    func distribution() {
        let distribution = TokenDistribution(logits: [1, 3, 3, .nan, -2, .infinity * -1].map { $0.isNaN ? -5 : $0 })
        #expect(distribution.top(3).map(\.id) == [1, 2, 0])
        #expect(distribution.chance(of: 2).rank == 2)
        #expect(abs((0..<6).reduce(0) { $0 + distribution.probability(of: Int32($1)) } - 1) < 1e-12)
        #expect(TokenDistribution(logits: [0, 0]).entropy > 0.693)
        #expect(TokenDistribution(logits: [.nan, 1]).top(2).map(\.id) == [1, 0])
    }

    @Test("tokens may be typed as they are shown")
    func tokens() throws {
        let model = try GoldenModel.load("scout")
        let tokenizer = try #require(model.tokenizer)
        for id in Int32(0)..<Int32(min(tokenizer.vocabularySize, model.config.vocabularySize)) {
            let label = TokenName.text(id, tokenizer)
            guard !tokenizer.bytes(id).isEmpty else { continue }
            let input = CommandInput(command: "logits", text: label, format: nil, world: World())
            let word = try #require(try input.options([]).typed.first, "\(label)")
            let found = try TokenArgument.id(word, model)
            #expect(tokenizer.bytes(found) == tokenizer.bytes(id), "\(label) is \(found), not \(id)")
        }
    }
}
