import Foundation
import Machine
import Tensors
import TestSupport
import Testing
import Trace

@testable import Debugger

/// Values that come from another time: a saved state of this session, or a recording.
@Suite("Patches from kept values")
struct KeptValuesTests {
    private static let recording = PackageFiles.root.appendingPathComponent("traces/pocket-scout.json").path

    private var world: World { World(openTrace: { try RecordedTrace(path: $0) }) }

    /// A debugger at the end of the recording's prompt.
    private func debugger(_ trace: RecordedTrace) throws -> Debugger {
        var debugger = Debugger(model: try GoldenModel.load("pocket-scout"))
        let ids = try #require(trace.passes.first).event.tokens.map { String($0.id) }
        #expect(!debugger.execute("ids " + ids.joined(separator: " ")).isRefused)
        debugger.execute("goto end")
        return debugger
    }

    @Test("a number is a snapshot, and anything else a recording")
    func sources() throws {
        #expect(try PatchChange(parsing: "from 2") == .snapshot(2))
        #expect(try PatchChange(parsing: "from ./2") == .recording(path: "./2"))
        #expect(try PatchChange(parsing: "from my runs/a b.json") == .recording(path: "my runs/a b.json"))
        #expect(try PatchChange(parsing: PatchChange.recording(path: "my runs/a b.json").source) == .recording(path: "my runs/a b.json"))
        #expect(throws: Refusal.self) { try PatchChange(parsing: "from") }
    }

    @Test("what a recording has takes the place of what is computed, in each of its passes")
    func recorded() throws {
        let trace = try RecordedTrace(path: Self.recording)
        var debugger = try debugger(trace)
        let name = "layers.2.moe.router_logits"
        // Everything before is noise, so the router would say something else.
        #expect(!debugger.execute("patch layers.1.resid_post = noise 500 1", world: world).isRefused)
        let recorded = try #require(try trace.value(named: name, inPass: 0)).tensor
        #expect(try !#require(debugger.walk).machine.value(named: name).tensor.isBitEqual(to: recorded))
        var patched = debugger
        let reply = patched.execute("patch \(name) = from \(Self.recording)", world: world)
        #expect(!reply.isRefused, "\(reply.text)")
        #expect(try #require(patched.walk).machine.value(named: name).tensor.isBitEqual(to: recorded))

        // One pass over the prompt and the recording's own next token: each position finds its pass.
        let next = try #require(trace.passes[1].event.tokens.first).id
        debugger.execute("ids " + (try #require(debugger.walk).ids + [next]).map(String.init).joined(separator: " "))
        debugger.execute("goto end")
        #expect(!debugger.execute("patch \(name) = from \(Self.recording)", world: world).isRefused)
        let rows = try #require(debugger.walk).machine.value(named: name).tensor
        let last = try #require(try trace.value(named: name, inPass: 1)).tensor
        #expect(Array(rows.values.prefix(recorded.count)) == recorded.values)
        #expect(Array(rows.values.suffix(last.count)) == last.values)
    }

    @Test("rules from a recording are saved by its path, and loaded again")
    func saved() throws {
        let trace = try RecordedTrace(path: Self.recording)
        var debugger = try debugger(trace)
        let files = FileTable()
        var world = files.world
        world.openTrace = { try RecordedTrace(path: $0) }
        #expect(!debugger.execute("patch layers.2.moe.router_logits = from \(Self.recording)", world: world).isRefused)
        #expect(!debugger.execute("rules save r.json", world: world).isRefused)
        debugger.execute("rules off", world: world)
        let reply = debugger.execute("rules load r.json", world: world)
        #expect(!reply.isRefused, "\(reply.text)")
        #expect(debugger.rules.entries.map(\.rule.source) == ["patch layers.2.moe.router_logits = from \(Self.recording)"])
    }

    @Test("what a recording has not is refused, with what to do", arguments: [
        ("layers.1.attn.z", recording, "--select"), ("layers.1.attn.z", "/nonexistent.json", "/nonexistent.json"),
    ])
    func refusals(name: String, path: String, words: String) throws {
        var debugger = try debugger(try RecordedTrace(path: Self.recording))
        let before = debugger.rules.entries.count
        let reply = debugger.execute("patch \(name) = from \(path)", world: world)
        #expect(reply.isRefused && reply.text.contains(words), "\(reply.text)")
        #expect(debugger.rules.entries.count == before)
    }

    @Test("a position that a recording has not is refused, and nothing has changed")
    func position() throws {
        let trace = try RecordedTrace(path: Self.recording)
        var debugger = try debugger(trace)
        let end = trace.passes.last.map { $0.event.firstPosition + $0.event.tokens.count } ?? 0
        let ids = (0...end).map { _ in "420" }.joined(separator: " ")
        debugger.execute("ids " + ids)
        debugger.execute("goto end")
        let reply = debugger.execute("patch layers.2.moe.router_logits = from \(Self.recording)", world: world)
        #expect(reply.isRefused && reply.text.contains("position"), "\(reply.text)")
        #expect(debugger.rules.isEmpty)
    }
}
