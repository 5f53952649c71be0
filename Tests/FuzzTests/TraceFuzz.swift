import Checkpoint
import Debugger
import Foundation
import JSON
import Llama4
import TestSupport
import Testing
import Trace

/// Recordings and the tensors beside them: read to the last value, replayed, and made into the other forms.
@Suite struct TraceFuzz {
    private let directory: TemporaryDirectory
    private let path: String
    private let template: PageTemplate

    init() throws {
        directory = try TemporaryDirectory()
        path = directory.path + "/run.json"
        template = try PageTemplate(directory: Samples.pocketScout.deletingLastPathComponent().appending(path: "replay").path)
        let model = try Model(Checkpoint(Samples.golden.appending(path: "maverick").path))
        var plan = TraceRun.Plan(level: .router, select: ["layers.0.attn.*", "logits"], newTokens: 1)
        plan.heedsStopTokens = false
        let run = try TraceRun(model, ids: [256, 40, 41], plan: plan, sampling: .greedy, version: "0")
        _ = try run.record(to: path, seconds: { 0.5 }, shouldContinue: { true }, progress: { _, _ in })
    }

    private func read() throws -> Fuzzer.Verdict {
        do {
            let recording = try Recording(path: path)
            for pass in recording.trace.passes.indices {
                for name in recording.trace.header.program.map(\.name) { _ = try recording.trace.value(named: name, inPass: pass) }
            }
            var debugger = try Debugger(replaying: recording)
            for line in ["step 30", "print it", "router", "mask", "goto end", "top", "token", "reverse-step 2", "info tokens", "explain"] {
                let reply = debugger.execute(line)
                #expect(!reply.text.isEmpty, "\(line) got nothing")
            }
            for exporter in TraceExporters.all { _ = try exporter.export(path, to: path + ".other", progress: { _ in }) }
            _ = try ReplayPage(template: template).export(path, to: path + ".html", progress: { _ in })
            for entry in try ActivationDump(opening: path).entries { _ = try entry.read() }
            return .read
        } catch let error where error is TraceError || error is CheckpointError || error is ConfigError || error is Refusal || error is ActivationDumpError {
            return .refused("\(error)")
        }
    }

    @Test func events() throws {
        let bytes = try Samples.bytes(URL(filePath: path))
        let json = try JSONValue(parsing: bytes)
        // Most of a recording is its events; a third of the damage goes to the header.
        let events = try #require(bytes.firstRange(of: Array("\n\"events\"".utf8))).lowerBound
        try Fuzzer(reader: "traces", share: 1.5).run { damage in
            switch damage.number(in: 0...3) {
            case 0: Array(damage.value(of: json).description.utf8)
            case 1: damage.bytes(of: bytes, in: 0..<events)
            default: damage.bytes(of: bytes)
            }
        } read: { bytes in
            try directory.write("run.json", bytes)
            return try read()
        }
    }

    @Test func tensors() throws {
        let bytes = try Samples.bytes(URL(filePath: directory.path + "/run.safetensors"))
        let header = 8 + Int(bytes[0]) + Int(bytes[1]) << 8 + Int(bytes[2]) << 16
        try Fuzzer(reader: "trace-tensors", share: 0.5).run { $0.bytes(of: bytes, in: 0..<header) } read: { bytes in
            try directory.write("run.safetensors", bytes)
            return try read()
        }
    }
}
