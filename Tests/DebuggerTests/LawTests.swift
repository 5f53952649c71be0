import Machine
import Testing

@testable import Debugger

/// What holds at every instruction of the golden models.
@Suite("Laws of moving")
struct LawTests {
    static let models = ["scout", "maverick", "pocket-scout", "pocket-maverick"]

    /// All that a walk is, to the last bit.
    private func expectEqual(_ one: Walk, _ other: Walk, _ note: String, sourceLocation: SourceLocation = #_sourceLocation) {
        #expect(one.place == other.place, "\(note)", sourceLocation: sourceLocation)
        #expect(one.ids == other.ids, "\(note)", sourceLocation: sourceLocation)
        for instruction in one.program.instructions[..<min(one.machine.pc, other.machine.pc)] {
            guard let a = try? one.machine.value(of: instruction.result), let b = try? other.machine.value(of: instruction.result) else {
                Issue.record("\(note): \(instruction.name) is not there", sourceLocation: sourceLocation)
                return
            }
            guard a.isBitEqual(to: b) else {
                Issue.record("\(note): \(instruction.name) differs", sourceLocation: sourceLocation)
                return
            }
        }
    }

    @Test("step, then reverse-step, then step again: bit-equal at every pc, also across tokens", arguments: models)
    func stepAndBack(name: String) throws {
        var debugger = try GoldenModel.debugger(name, ids: 5)
        debugger.execute("set stopping off")
        debugger.execute("set sampling temperature 0.8")
        let count = debugger.program.instructions.count
        for number in 0..<(2 * count + 5) {
            let before = try #require(debugger.walk)
            debugger.execute("step")
            let after = try #require(debugger.walk)
            debugger.execute("reverse-step")
            expectEqual(try #require(debugger.walk), before, "back from step \(number)")
            debugger.execute("step")
            expectEqual(try #require(debugger.walk), after, "step \(number) again")
        }
    }

    @Test("back to the beginning and forth again is the same text", arguments: models)
    func allTheWayBack(name: String) throws {
        var debugger = try GoldenModel.debugger(name, ids: 4)
        debugger.execute("set stopping off")
        debugger.execute("set sampling temperature 1")
        debugger.execute("token 3")
        let there = try #require(debugger.walk)
        debugger.execute("reverse-step 1000000")
        #expect(debugger.walk?.place == Place(pass: 0, pc: 0))
        debugger.execute("token 3")
        expectEqual(try #require(debugger.walk), there, "after all the way back")
    }

    @Test("values that had to be let go are computed again, bit by bit", arguments: models)
    func tightRetention(name: String) throws {
        var tight = try GoldenModel.debugger(name, ids: 6, settings: DebuggerSettings(retentionBudget: 6000))
        var roomy = try GoldenModel.debugger(name, ids: 6)
        guard tight.walk?.machine.ids.count == 6 else { return }
        for line in ["token 2", "step 40", "reverse-step 55", "step 3"] {
            tight.execute(line)
            roomy.execute(line)
            expectEqual(try #require(tight.walk), try #require(roomy.walk), line)
        }
    }

    static let stops = [
        "break attn.pattern", "break router if margin < 0.3", "break resid_post if norm > 11", "break rope",
        "watch lens.top1", "watch norm(resid_post[-1]) > 12", "watch layer", "watch argmax(logits[-1])", "catch expert-change", "catch chunk-boundary",
        "break layer 2 if pos > 13", "break attn.scores if max(it) > 2.5",
    ]

    /// What happens in some of the models only.
    static let rare: Set<String> = []

    @Test("reverse-continue stops exactly where continue would have", arguments: models, stops)
    func reverseContinue(name: String, stop: String) throws {
        // The text crosses a border of chunks: of 8 in the golden models, of 32 in the pocket models.
        var debugger = try GoldenModel.debugger(name, ids: name.hasPrefix("pocket") ? 30 : 13)
        let reply = debugger.execute(stop)
        if reply.isRefused { return }
        let end = Place(pass: 5, pc: 20)
        var forwards: [Place] = []
        while true {
            debugger.execute("continue")
            let place = try #require(debugger.walk).place
            guard place <= end, forwards.last != place else { break }
            forwards.append(place)
        }
        #expect(!forwards.isEmpty || Self.rare.contains(stop), "\(name): nothing stopped at \(stop)")
        // From behind the last stop, back to the beginning.
        debugger.execute("delete")
        debugger.execute("restart")
        debugger.execute("token 5")
        debugger.execute("step 20")
        debugger.execute(stop)
        #expect(debugger.walk?.place == end)
        var backwards: [Place] = forwards.last == end ? [end] : []
        while true {
            debugger.execute("reverse-continue")
            let place = try #require(debugger.walk).place
            if place == Place(pass: 0, pc: 0) { break }
            guard backwards.last != place, backwards.count < 1000 else { break }
            backwards.append(place)
        }
        #expect(backwards.reversed() == forwards, "\(name), \(stop)")
    }

    @Test("next and finish leave scopes, and their counterparts come back", arguments: models)
    func scopes(name: String) throws {
        var debugger = try GoldenModel.debugger(name, ids: 3)
        let scopes = debugger.resolver.scopes
        let count = debugger.program.instructions.count
        for pc in 0..<count {
            debugger.execute("goto \(pc)")
            #expect(debugger.walk?.machine.pc == pc)
            debugger.execute("next")
            let unit = scopes.unit(beginningAt: pc)
            #expect(debugger.walk?.machine.pc == unit.upperBound)
            debugger.execute("reverse-next")
            #expect((debugger.walk?.machine.pc ?? .max) <= pc)
            debugger.execute("goto \(pc)")
            debugger.execute("finish")
            #expect((debugger.walk?.machine.pc ?? 0) > pc)
        }
    }

    @Test("a snapshot comes back whole, whatever happened since")
    func snapshots() throws {
        var debugger = try GoldenModel.debugger("scout", ids: 4)
        debugger.execute("step 50")
        let saved = try #require(debugger.walk)
        debugger.execute("snapshot here")
        debugger.execute("token 2")
        debugger.execute("set resid_post = 0")
        debugger.execute("restart 1")
        expectEqual(try #require(debugger.walk), saved, "snapshot")
    }

    @Test("a value set by hand is undone by going back")
    func editing() throws {
        var debugger = try GoldenModel.debugger("scout", ids: 4)
        debugger.execute("until layers.1.attn.q")
        let before = try #require(debugger.walk)
        debugger.execute("step 2")
        #expect(!debugger.execute("set layers.1.attn_norm[-1, 0] = 7").isRefused)
        #expect(debugger.execute("print layers.1.attn_norm[-1, 0]").text.hasPrefix("7\n"))
        #expect(debugger.execute("where").text.contains("~"))
        debugger.execute("reverse-step 2")
        expectEqual(try #require(debugger.walk), before, "after going back")
    }

    @Test("an interrupt keeps everything")
    func interruption() throws {
        var debugger = try GoldenModel.debugger("scout", ids: 4)
        var asked = 0
        let world = World(isInterrupted: {
            asked += 1
            return asked > 30
        })
        let reply = debugger.execute("token 10", world: world)
        #expect(reply.text.hasPrefix("Interrupted"))
        #expect(debugger.walk?.place == Place(pass: 0, pc: 30))
        debugger.execute("step")
        #expect(debugger.walk?.place == Place(pass: 0, pc: 31))
    }

    @Test("a prompt that doesn't fit one pass is cut, and stepping goes through all of it")
    func batches() throws {
        let settings = DebuggerSettings(retentionBudget: 40_000)
        var debugger = try GoldenModel.debugger("scout", ids: 20, settings: settings)
        #expect((debugger.walk?.machine.ids.count ?? 99) < 20)
        debugger.execute("token")
        #expect(debugger.walk?.ids.count == 21)
        debugger.execute("reverse-step 100000")
        #expect(debugger.walk?.place == Place(pass: 0, pc: 0))
    }
}
