import Foundation
import JSON
import TestSupport
import Testing

@testable import Trace

/// A recording becomes a timeline.
@Suite struct PerfettoTests {
    private static func events(_ events: [TraceEvent]) throws -> [JSONObject] {
        let folder = try TemporaryDirectory()
        let names = ["embed", "layers.0.attn.q", "layers.0.attn.k", "layers.0.resid_mid", "layers.1.attn.q"]
        var header = TraceFileTests.header()
        header.program = names.map { RecordedInstruction(name: $0, operation: "linear", operands: ["ids"], shape: [.newPositions]) }
        let writer = try TraceWriter(path: folder.path + "/run.json", header: header)
        for event in events { try writer.write(event) }
        try writer.finish()
        #expect(try PerfettoExporter.export(folder.path + "/run.json", to: folder.path + "/run.perfetto.json") { _ in } == [])
        let text = try String(contentsOfFile: folder.path + "/run.perfetto.json", encoding: .utf8)
        return try #require(try JSONValue(parsing: text).object?["traceEvents"]?.array).compactMap(\.object)
    }

    private static func value(_ pass: Int, _ pc: Int, _ name: String, seconds: Float?) -> TraceEvent {
        .value(ValueEvent(pass: pass, pc: pc, name: name, operation: "linear", kind: .tensor, shape: [1], seconds: seconds, bytesRead: 12, flops: 34))
    }

    @Test func operationsLieInTheirScopes() throws {
        let events = try Self.events([
            .pass(PassEvent(pass: 0, firstPosition: 0, tokens: [TraceToken(id: 0, text: "\"a\"")])),
            Self.value(0, 0, "embed", seconds: 1e-6), Self.value(0, 1, "layers.0.attn.q", seconds: 2e-6), Self.value(0, 2, "layers.0.attn.k", seconds: nil),
            Self.value(0, 3, "layers.0.resid_mid", seconds: 5e-7), Self.value(0, 4, "layers.1.attn.q", seconds: 1e-6),
            .sample(SampleEvent(pass: 0, position: 1, token: TraceToken(id: 1, text: "b"), logProbability: -1)),
        ])
        var depth = 0
        let lines = events.dropFirst(2).map { event -> String in
            let kind = event["ph"]?.string ?? ""
            if kind == "E" { depth -= 1 }
            defer { if kind == "B" { depth += 1 } }
            return String(repeating: " ", count: depth) + "\(kind) \(event["name"]?.string ?? "")@\(event["ts"]?.double ?? -1)"
        }
        #expect(lines == [
            "B pass 0@0.0", " B linear@0.0", " E @1.0",
            " B layers.0@1.0", "  B attn@1.0", "   B linear@1.0", "   E @3.0", "   B linear@3.0", "   E @3.0", "  E @3.0",
            "  B linear@3.0", "  E @3.5", " E @3.5",
            " B layers.1@3.5", "  B attn@3.5", "   B linear@3.5", "   E @4.5", "  E @4.5", " E @4.5", "E @4.5", "i token b@4.5",
        ])
        let arguments = try #require(events.first { $0["cat"] == "operation" }?["args"]?.object)
        #expect(arguments["value"] == "embed" && arguments["shape"] == "[1]" && arguments["bytes_read"] == 12 && arguments["flops"] == 34)
    }

    /// Times that make no sense move nothing.
    @Test func timesAreSane() throws {
        let events = try Self.events([
            .pass(PassEvent(pass: 0, firstPosition: 0, tokens: [TraceToken(id: 0, text: nil)])),
            Self.value(0, 0, "embed", seconds: .infinity), Self.value(0, 1, "layers.0.attn.q", seconds: -5), Self.value(0, 2, "layers.0.attn.k", seconds: .nan),
        ])
        #expect(events.compactMap { $0["ts"]?.double }.allSatisfy { $0 == 0 })
    }
}
