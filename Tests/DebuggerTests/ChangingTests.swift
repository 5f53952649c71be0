import Machine
import Testing

@testable import Debugger

/// What holds for patches and rules at every instruction of the golden models.
@Suite("Laws of changing")
struct ChangingTests {
    static let models = ["scout", "maverick"]

    /// Whether all values of two walks are the same to the last bit.
    private func expectEqual(_ one: Walk?, _ other: Walk?, _ note: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
        let (one, other) = (try #require(one), try #require(other))
        #expect(one.place == other.place, "\(note)", sourceLocation: sourceLocation)
        #expect(one.ids == other.ids, "\(note)", sourceLocation: sourceLocation)
        for instruction in one.program.instructions[..<min(one.machine.pc, other.machine.pc)] {
            let values = (try one.machine.value(of: instruction.result), try other.machine.value(named: instruction.name))
            guard values.0.isBitEqual(to: values.1) else {
                Issue.record("\(note): \(instruction.name) differs", sourceLocation: sourceLocation)
                return
            }
        }
    }

    @Test("a patch with the own value changes nothing, at every instruction", arguments: models)
    func ownValue(name: String) throws {
        var debugger = try GoldenModel.debugger(name, ids: 9)
        debugger.execute("goto end")
        debugger.execute("snapshot")
        let fresh = debugger
        let expected = fresh.walk
        for instruction in debugger.program.instructions where !["append_cache", "causal_mask", "chunked_mask"].contains(instruction.mnemonic) {
            var changed = fresh
            let reply = changed.execute("patch \(instruction.name) = from 1")
            #expect(!reply.isRefused, "\(reply.text)")
            try expectEqual(changed.walk, expected, instruction.name)
            if instruction.mnemonic != "top_indices", instruction.pc % 3 == 0 {
                #expect(!changed.execute("patch \(instruction.name) = scale 1").isRefused)
                try expectEqual(changed.walk, expected, instruction.name)
            }
            guard instruction.pc % 2 == 0 else { continue }
            // Setting by hand, with what is there already.
            var set = fresh
            if instruction.pc + 1 < set.program.instructions.count { set.execute("goto \(instruction.pc + 1)") }
            #expect(!set.execute("set \(instruction.name) = \(instruction.name)").isRefused)
            set.execute("goto end")
            try expectEqual(set.walk, expected, "set \(instruction.name)")
        }
    }

    @Test("a patch undone leaves no trace, across passes", arguments: models)
    func undone(name: String) throws {
        var debugger = try GoldenModel.debugger(name, ids: 6)
        debugger.execute("set stopping off")
        debugger.execute("token 2")
        debugger.execute("step 17")
        let before = debugger.walk
        let changes = ["zero", "mean", "noise 0.5 3", "scale 2", "0.25"]
        for (number, instruction) in debugger.program.instructions.enumerated()
        where number % 3 == 1 && !["append_cache", "causal_mask", "chunked_mask", "top_indices"].contains(instruction.mnemonic) {
            var changed = debugger
            let reply = changed.execute("patch \(instruction.name)[-1] = \(changes[number % changes.count])")
            #expect(!reply.isRefused, "\(reply.text)")
            #expect(changed.execute("patches").text.contains(instruction.name))
            #expect(!changed.execute("unpatch 1").isRefused)
            try expectEqual(changed.walk, before, instruction.name)
        }
    }

    static let knobs = [
        "shrink chunk=3", "shrink floor=2", "temperature off", "rope 0 off", "qknorm off", "qknorm on", "router softmax", "ablate layer 1",
        "ablate head 0.1", "ablate expert 1.0", "ablate shared 1", "route 1 2 3", "nope 3 off",
    ]

    @Test("rules off is the baseline to the last bit, from wherever it was left", arguments: models, knobs)
    func rulesOff(name: String, rule: String) throws {
        var debugger = try GoldenModel.debugger(name, ids: 11)
        debugger.execute("set stopping off")
        debugger.execute("token")
        for pc in [0, 20, 70] {
            debugger.execute("goto \(pc)")
            let before = debugger.walk
            if debugger.execute(rule).isRefused { return }
            #expect(!debugger.execute("rules off").isRefused)
            #expect(debugger.rules.isEmpty)
            try expectEqual(debugger.walk, before, "\(rule) at \(pc)")
        }
    }

    @Test("a rule changes what follows, and the comparison says so", arguments: models, knobs)
    func effect(name: String, rule: String) throws {
        var debugger = try GoldenModel.debugger(name, ids: 12)
        if debugger.execute(rule).isRefused { return }
        let comparison = try debugger.comparisonWithBaseline(continuing: 2, World())
        // A token that went to that expert anyway goes on as before, and an expert that nobody asked says nothing anyway.
        guard !rule.hasPrefix("route"), !rule.hasPrefix("ablate expert") else { return }
        #expect(!comparison.isEqual)
        #expect(comparison.first != nil)
    }

    @Test("breakpoints and displays survive, at the places that their names say")
    func survival() throws {
        var debugger = try GoldenModel.debugger("scout", ids: 5)
        debugger.execute("break layers.2.attn.scores")
        debugger.execute("break layers.1.attn.q_norm")
        debugger.execute("display norm(embed)")
        debugger.execute("qknorm off")
        #expect(debugger.execute("continue").text.contains("Breakpoint 1, layers.2.attn.scores"))
        debugger.execute("rules off")
        debugger.execute("restart")
        #expect(debugger.execute("continue").text.contains("Breakpoint 2, layers.1.attn.q_norm"))
        #expect(debugger.execute("info display").text.contains("norm(embed)"))
    }

    @Test("a snapshot brings its rules back")
    func snapshots() throws {
        var debugger = try GoldenModel.debugger("scout", ids: 5)
        debugger.execute("shrink chunk=2")
        debugger.execute("token")
        debugger.execute("snapshot")
        let there = debugger.walk
        debugger.execute("rules off")
        debugger.execute("restart 1")
        #expect(debugger.rules.entries.map(\.rule.source) == ["shrink chunk=2"])
        #expect(debugger.model.config.attentionChunkSize == 2)
        try expectEqual(debugger.walk, there, "snapshot")
    }

    @Test("rules are saved and loaded, and a wrong file changes nothing")
    func files() throws {
        var debugger = try GoldenModel.debugger("scout", ids: 8)
        let files = FileTable()
        let lines = ["shrink chunk=3", "nope 3 off", "patch layers.1.attn.z[:, 2, :] = noise 0.5 7", "ablate expert 1.0", "route 1 2 3"]
        for line in lines { #expect(!debugger.execute(line, world: files.world).isRefused) }
        #expect(!debugger.execute("rules save r.json", world: files.world).isRefused)
        let there = debugger.walk
        debugger.execute("rules off")
        #expect(!debugger.execute("rules load r.json", world: files.world).isRefused)
        #expect(debugger.rules.entries.map(\.rule.source) == lines)
        try expectEqual(debugger.walk, there, "loaded")
        let wrong: [(String, String)] = [
            ("", "no JSON"), ("[]", "no file of rules"), (#"{"format": "llamastep rules", "version": 2}"#, "version 2"),
            (#"{"format": "llamastep rules", "version": 1, "rules": 3}"#, "an array"),
            (#"{"format": "llamastep rules", "version": 1, "rules": [3]}"#, "rule 1"),
            (#"{"format": "llamastep rules", "version": 1, "rules": ["shrink chunk=2", "ablate head 9.1"]}"#, "rule 2"),
            (#"{"format": "llamastep rules", "version": 1, "rules": ["step"]}"#, "no rule"),
        ]
        for (text, word) in wrong {
            files.files["wrong.json"] = text
            let reply = debugger.execute("rules load wrong.json", world: files.world)
            #expect(reply.isRefused && reply.text.contains(word), "\(reply.text)")
            #expect(debugger.rules.entries.map(\.rule.source) == lines)
        }
    }

    @Test("noise is the same however a prompt is cut")
    func noise() throws {
        let line = "patch layers.0.attn_norm = noise 0.3 5"
        var whole = try GoldenModel.debugger("scout", ids: 12)
        var cut = try GoldenModel.debugger("scout", ids: 12, settings: DebuggerSettings(retentionBudget: 20_000))
        #expect((cut.walk?.machine.ids.count ?? 99) < 12)
        for text in [line, "until layers.0.attn.q"] {
            whole.execute(text)
            cut.execute(text)
        }
        // The second batch.
        cut.execute("until layers.0.attn.q")
        let rows = (try whole.walk?.machine.value(named: "layers.0.attn_norm").tensor, try cut.walk?.machine.value(named: "layers.0.attn_norm").tensor)
        let (one, other) = (try #require(rows.0), try #require(rows.1))
        let first = try #require(cut.walk).machine.firstPosition
        for place in 0..<other.count { #expect(abs(one[flat: first * one.shape.rowLength + place] - other[flat: place]) < 1e-5) }
    }

    @Test("an interrupt while ids are replayed changes nothing")
    func interrupt() throws {
        var debugger = try GoldenModel.debugger("scout", ids: 12)
        debugger.execute("token")
        let before = debugger.walk
        var patience = 40
        let world = World(isInterrupted: {
            patience -= 1
            return patience < 0
        })
        let reply = debugger.execute("shrink chunk=2", world: world)
        #expect(reply.isRefused && reply.text.contains("Interrupted"))
        #expect(debugger.rules.isEmpty)
        try expectEqual(debugger.walk, before, "interrupted")
    }
}
