import Machine
import Testing

@testable import Debugger

/// What holds at every instruction of the trained models, over a text that crosses a border of their chunks of 32, and one
/// token beyond it that is read from the cache.
@Suite("Laws of changing, comparing and asking, at every pc of the pocket models")
struct PocketLawTests {
    static let models = ["pocket-scout", "pocket-maverick"]

    /// Instructions that compute rules and views, which are no numbers to patch.
    private static let unpatchable: Set<String> = ["append_cache", "causal_mask", "chunked_mask"]

    /// At the end of the second pass: 33 tokens, then one.
    private func debugger(_ name: String) throws -> Debugger {
        var debugger = try GoldenModel.debugger(name, ids: 33)
        debugger.execute("set stopping off")
        debugger.execute("token")
        debugger.execute("goto end")
        let walk = try #require(debugger.walk)
        #expect(walk.machine.isPassComplete && walk.passes.count == 2)
        return debugger
    }

    /// Whether two walks stand at the same place with the same values, to the last bit. The keys and values of the passes
    /// before are among them.
    private func expectEqual(_ one: Walk?, _ other: Walk?, _ note: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
        let (one, other) = (try #require(one), try #require(other))
        #expect(one.place == other.place && one.ids == other.ids, "\(note)", sourceLocation: sourceLocation)
        #expect(one.machine.hasEdits == other.machine.hasEdits, "\(note)", sourceLocation: sourceLocation)
        for instruction in one.program.instructions[..<min(one.machine.pc, other.machine.pc)] {
            let twin = try #require(other.program.instruction(named: instruction.name))
            guard try one.machine.value(of: instruction.result).isBitEqual(to: other.machine.value(of: twin.result)) else {
                Issue.record("\(note): \(instruction.name) differs", sourceLocation: sourceLocation)
                return
            }
        }
    }

    @Test("a patch with the own value changes nothing", arguments: models)
    func ownValue(name: String) throws {
        var debugger = try GoldenModel.debugger(name, ids: 34)
        debugger.execute("goto end")
        debugger.execute("snapshot")
        let expected = debugger.walk
        for instruction in debugger.program.instructions {
            guard !Self.unpatchable.contains(instruction.mnemonic) else {
                #expect(debugger.execute("patch \(instruction.name) = zero").isRefused)
                continue
            }
            var changed = debugger
            let reply = changed.execute("patch \(instruction.name) = from 1")
            #expect(!reply.isRefused, "\(reply.text)")
            #expect(changed.walk?.machine.patchedRegisters == [instruction.result])
            try expectEqual(changed.walk, expected, instruction.name)
        }
    }

    @Test("a value set to what it is changes nothing", arguments: models)
    func ownValueByHand(name: String) throws {
        var debugger = try debugger(name)
        let expected = debugger.walk
        debugger.execute("goto 0")
        for instruction in debugger.program.instructions {
            debugger.execute("step")
            guard !Self.unpatchable.contains(instruction.mnemonic) else { continue }
            var changed = debugger
            #expect(!changed.execute("set \(instruction.name) = \(instruction.name)").isRefused)
            changed.execute("goto end")
            let (found, wanted) = (try #require(changed.walk).machine, try #require(expected).machine)
            for later in debugger.program.instructions {
                #expect(try found.value(of: later.result).isBitEqual(to: wanted.value(of: later.result)), "\(instruction.name), \(later.name)")
            }
            #expect(found.editedRegisters == [instruction.result])
        }
    }

    @Test("a patch undone leaves no trace, wherever the walk stands", arguments: models)
    func undone(name: String) throws {
        let debugger = try debugger(name)
        let changes = ["zero", "mean", "noise 0.5 3", "scale 2", "0.25"]
        let count = debugger.program.instructions.count
        for instruction in debugger.program.instructions where !Self.unpatchable.contains(instruction.mnemonic) {
            var changed = debugger
            changed.execute("goto \(instruction.pc * 37 % count)")
            let before = changed.walk
            let change = instruction.mnemonic == "top_indices" ? "1" : changes[instruction.pc % changes.count]
            let reply = changed.execute("patch \(instruction.name)[-1] = \(change)")
            #expect(!reply.isRefused, "\(reply.text)")
            #expect(!changed.execute("unpatch 1").isRefused)
            #expect(changed.rules.isEmpty && changed.walk?.machine.patches.isEmpty == true)
            try expectEqual(changed.walk, before, instruction.name)
        }
    }

    @Test("compare says of equal runs that they are equal, and of others that they are not", arguments: models)
    func comparing(name: String) throws {
        var debugger = try debugger(name)
        debugger.execute("goto 0")
        for instruction in debugger.program.instructions {
            debugger.execute("step")
            let equal = try debugger.comparisonWithBaseline(continuing: instruction.pc % 40 == 0 ? 3 : 0, World())
            #expect(equal.isEqual, "at \(instruction.pc)")
            #expect(equal.divergence == 0 && equal.flips.isEmpty && equal.first == nil)
            #expect(equal.residuals.allSatisfy { $0.distance == 0 })
            #expect(equal.continuation.baseline == equal.continuation.changed)
            guard !Self.unpatchable.contains(instruction.mnemonic), instruction.mnemonic != "top_indices" else { continue }
            var changed = debugger
            changed.execute("set \(instruction.name)[-1] = 7")
            let other = try changed.comparisonWithBaseline(continuing: 0, World())
            #expect(!other.isEqual && other.first?.name == instruction.name, "\(instruction.name): \(other.first?.name ?? "nothing")")
            #expect(other.first?.pass == 1)
        }
    }

    @Test("what is kept of the baseline is what would be computed anew", arguments: models)
    func keptBaseline(name: String) throws {
        var debugger = try GoldenModel.debugger(name, ids: 33)
        debugger.execute("set stopping off")
        debugger.execute("step 50")
        // The walk as it is becomes the baseline, in the middle of its pass; then both go on.
        debugger.execute("ablate layer 1")
        #expect(debugger.baseline?.walk.machine.pc == 50)
        for line in ["step 10", "token", "token", "reverse-step 200", "rules off", "patch layers.2.attn.z = zero"] {
            debugger.execute(line)
            let changed = try debugger.finishedWalk(World())
            let kept = try debugger.baseline(of: changed, World()).walk
            let anew = try changed.replayed(
                on: debugger.originalModel, debugger.originalModel.program(logits: .all), patches: [],
                retentionBudget: debugger.settings.retentionBudget, World())
            try expectEqual(kept, anew, line)
            let comparison = try debugger.comparisonWithBaseline(continuing: 3, World())
            #expect(comparison.continuation.baseline == (try Continuation(anew, World()).ids(3)), "\(line)")
            #expect(debugger.baseline != nil)
        }
    }

    @Test("the parts of a logit add up to it, whatever value was changed on the way", arguments: models)
    func attribution(name: String) throws {
        let debugger = try debugger(name)
        func check(_ walk: Walk, rows: [Int], tokens: Int, _ note: String) throws {
            let head = try walk.program.outputHead
            for row in rows {
                let logits = try walk.machine.value(of: head.logits.result).tensor.row(row)
                for (token, splitsHeads) in zip(TokenDistribution(logits: logits).top(2).map(\.id) + [3], [true, false, true]).prefix(tokens) {
                    let all = try DirectAttribution(walk.machine, head: head, token: token, row: row, splitsHeads: splitsHeads)
                    #expect(abs(all.sum - all.logit) < 1e-3, "\(note), row \(row), token \(token): \(all.sum) is not \(all.logit)")
                }
            }
        }
        // Positions on both sides of the border of chunks, and the one behind the prompt.
        var first = debugger
        first.execute("reverse-step \(debugger.program.instructions.count + 1)")
        #expect(first.walk?.machine.isPassComplete == true && first.walk?.machine.ids.count == 33)
        try check(try #require(first.walk), rows: [0, 15, 31, 32], tokens: 3, "prompt")
        try check(try #require(debugger.walk), rows: [0], tokens: 3, "token")
        // After the logits there is nothing left that could be explained by parts.
        for instruction in debugger.program.instructions.dropLast() where !Self.unpatchable.contains(instruction.mnemonic) {
            var changed = debugger
            changed.execute("goto 0")
            let change = instruction.mnemonic == "top_indices" ? "2" : "noise 0.3 \(instruction.pc)"
            #expect(!changed.execute("patch \(instruction.name) = \(change)").isRefused)
            changed.execute("goto end")
            // The final norm's own output is past the stream that is taken apart.
            guard instruction.name != "final_norm" else { continue }
            try check(try #require(changed.walk), rows: [0], tokens: 1, instruction.name)
        }
    }

    @Test("the terms of every number add up to it", arguments: models)
    func breakdown(name: String) throws {
        var debugger = try debugger(name)
        let last = try #require(debugger.walk)
        debugger.execute("reverse-step \(debugger.program.instructions.count + 1)")
        let first = try #require(debugger.walk)
        for walk in [first, last] {
            for instruction in walk.program.instructions {
                let value = try walk.machine.value(of: instruction.result)
                let count = value.shape.elementCount
                // The first and last rows, the ones around the border of the chunks, and one more between.
                let rows = value.shape.rank > 0 ? value.shape.rowLength : 1
                let places = Set([0, count / 3, count / 2, count - rows, count - 1, count - 2 * rows + 1])
                for offset in places where (0..<count).contains(offset) {
                    let found = try ElementBreakdown(ValueElement(instruction.result, value.shape.index(ofOffset: offset)), walk.machine)
                    let size = found.terms.reduce(0) { $0 + abs($1.amount) }
                    #expect(
                        abs(found.unexplained) <= 1e-5 + 1e-5 * size,
                        "\(name), \(instruction.name)[\(offset)]: \(found.value) is off by \(found.unexplained)")
                    if case .tensor = value, found.value.isFinite, found.value != 0 { #expect(!found.terms.isEmpty, "\(instruction.name)") }
                }
            }
        }
    }
}
