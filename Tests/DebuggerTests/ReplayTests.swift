import Foundation
import Llama4
import Machine
import TestSupport
import Testing
import Trace

@testable import Debugger

/// A recording is walked through like the model it was made of.
@Suite struct ReplayTests {
    /// A debugger with a walk of three passes, and one that replays what it has saved.
    private func pair(_ name: String, _ level: String, in folder: TemporaryDirectory) throws -> (live: Debugger, replayed: Debugger) {
        var live = try GoldenModel.debugger(name, ids: 12)
        live.execute("set stopping off")
        live.execute("token 2")
        live.execute("goto end")
        let world = World(tracePath: { folder.path + "/" + $0 })
        let reply = live.execute("trace save run.json \(level)", world: world)
        #expect(!reply.isRefused, "\(reply.text)")
        live.execute("restart")
        return (live, try Debugger(replaying: Recording(path: folder.path + "/run.json")))
    }

    @Test("at level all every step shows what the model shows, forwards and backwards", arguments: ["scout", "pocket-maverick"])
    func everyStepIsTheSame(name: String) throws {
        let folder = try TemporaryDirectory()
        var (live, replayed) = try pair(name, "all", in: folder)
        live.execute("set stopping off")
        let count = live.program.instructions.count
        for line in Array(repeating: "step", count: count + 3) + Array(repeating: "reverse-step", count: 8) + ["continue 1"] {
            guard line != "continue 1" else { break }
            // An operation's attributes and weights come from the header.
            let (one, other) = (live.execute(line), replayed.execute(line))
            #expect(one.text == other.text, "\(line)")
            guard one.text == other.text else { return }
        }
        for line in ["print layers.0.attn.pattern[0, -1]", "stats layers.0.**", "where", "router", "mask 0", "attention 0 0", "residual", "info cache"] {
            #expect(live.execute(line).text == replayed.execute(line).text, "\(line)")
        }
    }

    @Test("every pass's values are those of the walk", arguments: ["maverick", "pocket-scout"])
    func valuesAreThoseOfTheWalk(name: String) throws {
        let folder = try TemporaryDirectory()
        var (live, _) = try pair(name, "all", in: folder)
        let trace = try RecordedTrace(path: folder.path + "/run.json")
        live.execute("set stopping off")
        for pass in 0..<3 {
            live.execute("goto end")
            let machine = try #require(live.walk).machine
            #expect(machine.passIndex == pass)
            for instruction in live.program.instructions {
                let found = try #require(try trace.value(named: instruction.name, inPass: pass), "\(instruction.name)")
                #expect(found.isBitEqual(to: try machine.value(of: instruction.result)), "\(pass)/\(instruction.name)")
            }
            live.execute("token")
        }
    }

    @Test func whatIsSetByHandIsRecorded() throws {
        let folder = try TemporaryDirectory()
        var live = try GoldenModel.debugger("scout", ids: 5)
        live.execute("until attn_norm")
        live.execute("set embed[0, 0] = 99")
        live.execute("goto end")
        let logits = try #require(live.walk).machine.value(named: "logits")
        live.execute("trace save run.json all", world: World(tracePath: { folder.path + "/" + $0 }))
        let trace = try RecordedTrace(path: folder.path + "/run.json")
        #expect(try trace.value(named: "embed", inPass: 0)?.tensor[flat: 0] == 99)
        #expect(try trace.value(named: "logits", inPass: 0)?.isBitEqual(to: logits) == true)
        #expect(trace.header.rules == ["values were set by hand"])
    }

    @Test func whatWasNotRecordedIsSaidSo() throws {
        let folder = try TemporaryDirectory()
        var (_, replayed) = try pair("scout", "stats", in: folder)
        replayed.execute("goto end")
        for line in ["print embed", "attention 0 0", "lens", "top", "router 0"] {
            let reply = replayed.execute(line)
            #expect(reply.isRefused && reply.text.contains("recorded"), "\(line): \(reply.text)")
        }
        for line in ["set it = 0", "generate 3", "patch embed = zero", "prompt Hello", "trace save x.json", "nope 3 off", "compare"] {
            let reply = replayed.execute(line)
            #expect(reply.isRefused && reply.text.contains("recording"), "\(line): \(reply.text)")
        }
        // A name that no command has would shut the command out that it was meant for.
        #expect(Debugger.replayCommands.isSubset(of: CommandRegistry.all.map(\.page.name)))
        #expect(replayed.execute("stats embed").text.contains("mean"))
        #expect(replayed.execute("token").text.contains("p "))
    }

    @Test func aRecordingOfLaterPassesKnowsTheTokensBefore() throws {
        let folder = try TemporaryDirectory()
        var live = try GoldenModel.debugger("scout", ids: 12)
        live.execute("set stopping off")
        live.execute("token")
        live.execute("record start router")
        live.execute("goto end")
        live.execute("trace save run.json", world: World(tracePath: { folder.path + "/" + $0 }))
        let trace = try RecordedTrace(path: folder.path + "/run.json")
        #expect(trace.passes.map { $0.recordedPCs.count } == [0, live.program.instructions.count])
        #expect(trace.passes.map(\.hasTokens) == [false, true])
        #expect(trace.passes[0].event.tokens.count == 12 && trace.passes[1].event.firstPosition == 12)
    }

    /// Whatever a recording says, the debugger answers.
    @Test func brokenRecordingsDoNotCrashTheDebugger() throws {
        let folder = try TemporaryDirectory()
        let source = GoldenModel.directory("../../traces/pocket-maverick.json")
        let original = try String(contentsOfFile: source, encoding: .utf8)
        for (old, new) in [
            ("\"inputs\":[", "\"inputs\":[{\"name\":\"extra\",\"shape\":[]},"), ("\"num_hidden_layers\":", "\"num_hidden_layers\":1,\"x\":"),
            ("\"shape\":[\"T\",128]", "\"shape\":[\"T\",\"S\"]"), ("append_cache", "scores"), ("\"heads\":", "\"heads\":999983,\"h\":"),
            ("\"experts\":[", "\"experts\":[0,"), ("\"tensor\":\"0/embed\"", "\"tensor\":\"0/logits\""),
            ("\"vocab_size\":", "\"vocab_size\":1,\"v\":"),
        ] {
            guard let range = original.range(of: old) else { continue }
            let path = try folder.write("broken.json", original.replacingCharacters(in: range, with: new).utf8)
            guard let recording = try? Recording(path: path), var debugger = try? Debugger(replaying: recording) else { continue }
            for line in ["list", "step", "print it", "goto end", "router", "router 0", "attention 0", "mask", "temperature", "lens", "lens --all", "top",
                "stats **", "residual", "info cache", "info layers", "info values", "info tokens", "explain", "why 0 1 0", "token", "reverse-step", "x logits"]
            {
                _ = debugger.execute(line)
            }
        }
    }
}
