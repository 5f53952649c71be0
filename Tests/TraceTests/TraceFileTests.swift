import Checkpoint
import Foundation
import JSON
import Machine
import TestSupport
import Tensors
import Testing

@testable import Trace

/// A trace goes into a file and comes back.
@Suite struct TraceFileTests {
    static let shape: SymbolicShape = [.newPositions, 2]

    static func header(tensors: String? = nil) -> TraceHeader {
        TraceHeader(
            writer: .init(name: "test", version: "1 \"quoted\""), level: .router, select: ["layers.*.attn.q"], tensors: tensors,
            model: .init(
                name: "tiny", digest: CheckpointDigest(config: "a", tensors: "b", samples: "c"), dtype: "BF16",
                config: ["vocab_size": 3, "rope_theta": .double(0.5)]),
            layers: [.init(index: 0, rope: true, chunk: 4, moe: true), .init(index: 1, rope: false, chunk: nil, moe: false)],
            tokenizer: .init(vocabulary: 3, digest: "d"),
            sampling: .init(temperature: 0.7, topK: 4, topP: 0.9, minP: 0, repetitionPenalty: 1, seed: 7), rules: ["nope 1 off"],
            threads: 2, prompt: "a\nb", inputs: [.init(name: "ids", shape: [.newPositions])],
            program: [
                .init(
                    name: "embed", operation: "embed", operands: ["ids"], weights: [.init(key: "w", dtype: "F32", shape: [3, 2])],
                    shape: shape),
                .init(name: "mask", operation: "chunked_mask", attributes: "4", operands: ["embed"], shape: [.newPositions, .visibleKeys], heads: 2),
                .init(name: "keys", operation: "append_cache", operands: ["embed"], shape: [.visibleKeys, 2]),
            ])
    }

    static let events: [TraceEvent] = [
        .pass(PassEvent(pass: 0, firstPosition: 0, tokens: [
            TraceToken(id: 1, bytes: Array("ä\t".utf8)), TraceToken(id: 2, bytes: [0xE2, 0x96]),
        ])),
        .value(ValueEvent(
            pass: 0, pc: 0, name: "embed", operation: "embed", kind: .tensor, shape: [2, 2],
            stats: .init(minimum: -0.0, maximum: .leastNonzeroMagnitude, mean: 0.1, std: .infinity, norm: 3e38, nan: 0, inf: 1), seconds: 1.5e-5,
            bytesRead: 16, flops: 0, values: [1, -.infinity, 0.1, -0.0])),
        .value(ValueEvent(
            pass: 0, pc: 1, name: "mask", operation: "chunked_mask", kind: .mask, shape: [2, 2],
            mask: .init(chunk: 4, firstQuery: 0, firstKey: 0))),
        .value(ValueEvent(
            pass: 0, pc: 2, name: "keys", operation: "append_cache", kind: .cache, shape: [2, 2],
            stats: .init(minimum: nil, maximum: nil, mean: nil, std: nil, norm: nil, nan: 4, inf: 0),
            rows: .init(firstPosition: 0, recordedFrom: 0), tensor: "0/keys")),
        .token(TokenEvent(
            pass: 0, position: 1, token: TraceToken(id: 2, bytes: [0xE2, 0x96]), temperature: 1.01,
            router: [.init(layer: 0, experts: [1], logits: [0.1, 3], scores: [0.95], margin: 2.9)],
            attention: [.init(layer: 0, heads: [.init(entropy: 0.69, strongest: [.init(position: 1, weight: 0.5), .init(position: 0, weight: 0.5)])])],
            lens: [.init(name: "embed", top: [.init(token: TraceToken(id: 0, text: "x"), logit: 2, probability: 0.5)])],
            top: [.init(token: TraceToken(id: 0, text: "x"), logit: 2, probability: 0.5)])),
        .sample(SampleEvent(pass: 0, position: 2, token: TraceToken(id: 0, text: "x"), logProbability: -0.25)),
    ]

    /// A finished trace with all of these events.
    static func write(_ folder: TemporaryDirectory) throws -> String {
        let path = folder.path + "/run.json"
        let writer = try TraceWriter(path: path, header: header(tensors: "run.safetensors"))
        for event in events { try writer.write(event) }
        try writer.write(Tensor([2, 2], [1, 2, 3, 4]), key: "0/keys")
        try writer.finish(seconds: 0.25)
        return path
    }

    @Test func everythingComesBack() throws {
        let folder = try TemporaryDirectory()
        let path = try Self.write(folder)
        var reader = try TraceReader(path: path)
        #expect(reader.header == Self.header(tensors: "run.safetensors"))
        var found: [TraceEvent] = []
        while let event = try reader.next() { found.append(event) }
        #expect(found == Self.events)
        #expect(reader.summary == TraceSummary(passes: 1, events: 6, seconds: 0.25, complete: true))
        #expect(reader.warning == nil)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == ["run.json", "run.safetensors"])
        // Minus zero is another number.
        guard case .value(let event) = found[1] else { return }
        #expect(event.values?.last?.sign == .minus && event.stats?.minimum?.sign == .minus)
    }

    @Test func eventsStandOnePerLine() throws {
        let folder = try TemporaryDirectory()
        let lines = try String(contentsOfFile: try Self.write(folder), encoding: .utf8).split(separator: "\n")
        #expect(lines.count == Self.events.count + 4)
        for line in lines[2..<2 + Self.events.count] {
            #expect(try JSONValue(parsing: line.hasSuffix(",") ? String(line.dropLast()) : String(line)).object?["event"] != nil)
        }
    }

    @Test func valuesAreLookedUpByName() throws {
        let folder = try TemporaryDirectory()
        let trace = try RecordedTrace(path: try Self.write(folder))
        #expect(trace.passes.count == 1 && trace.passes[0].recordedPCs == [0, 1, 2])
        #expect(try trace.value(named: "embed", inPass: 0)?.tensor.isBitEqual(to: Tensor([2, 2], [1, -.infinity, 0.1, -0.0])) == true)
        #expect(try trace.value(named: "keys", inPass: 0)?.tensor.values == [1, 2, 3, 4])
        guard case .mask(let mask)? = try trace.value(named: "mask", inPass: 0) else {
            Issue.record("no mask")
            return
        }
        #expect(mask == AttentionMask(chunk: 4, firstQuery: 0, queryCount: 2, firstKey: 0, keyCount: 2))
        #expect(try trace.token(row: 1, inPass: 0)?.router.first?.margin == 2.9)
        #expect(try trace.token(row: 0, inPass: 0) == nil)
        #expect(try trace.value(named: "nothing", inPass: 0) == nil)
        #expect(try trace.value(named: "embed", inPass: 1) == nil)
    }

    @Test func aTraceThatWasRewrittenIsStillOne() throws {
        let folder = try TemporaryDirectory()
        let text = try JSONValue(parsing: [UInt8](Data(contentsOf: URL(fileURLWithPath: try Self.write(folder))))).text(.pretty())
        let path = try folder.write("pretty.json", text.utf8)
        var reader = try TraceReader(path: path)
        var count = 0
        while try reader.next() != nil { count += 1 }
        #expect(count == Self.events.count && reader.warning == nil)
    }

    /// Whatever byte it is cut at, the whole events before it are read, and the reader says that it is not all.
    @Test func aCutTraceIsReadUpToItsLastWholeEvent() throws {
        let folder = try TemporaryDirectory()
        let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: try Self.write(folder))))
        let headerEnd = Array("\"events\":[".utf8)
        let first = try #require((0..<bytes.count - headerEnd.count).first { Array(bytes[$0..<$0 + headerEnd.count]) == headerEnd }) + headerEnd.count
        // Where the events end, in bytes.
        let ends = bytes.indices.filter { $0 > first && bytes[$0] == UInt8(ascii: "\n") && bytes[$0 - 1] != UInt8(ascii: "[") && bytes[$0 - 1] != UInt8(ascii: "]") }
            .prefix(Self.events.count).map { bytes[$0 - 1] == UInt8(ascii: ",") ? $0 - 1 : $0 }
        for cut in Array(stride(from: 1, to: first, by: 41)) + Array(first - 2..<bytes.count - 1) {
            let path = try folder.write("cut.json", bytes[..<cut])
            do throws(TraceError) {
                var reader = try TraceReader(path: path)
                var count = 0
                while try reader.next() != nil { count += 1 }
                #expect(count == ends.count { $0 <= cut }, "cut at \(cut)")
                #expect(reader.warning != nil, "cut at \(cut)")
            } catch {
                guard case .noHeader = error, cut < first else {
                    Issue.record("cut at \(cut) of \(bytes.count), events from \(first): \(error)")
                    return
                }
            }
        }
    }

    @Test func whatIsUnfinishedHasAnotherName() throws {
        let folder = try TemporaryDirectory()
        let path = folder.path + "/run.json"
        do {
            let writer = try TraceWriter(path: path, header: Self.header(tensors: "run.safetensors"))
            for event in Self.events { try writer.write(event) }
            try writer.write(Tensor([2, 2], [1, 2, 3, 4]), key: "0/keys")
            try writer.stop()
        }
        #expect(!FileManager.default.fileExists(atPath: path))
        let trace = try RecordedTrace(path: path + ".partial")
        #expect(trace.warning?.contains("stopped") == true)
        #expect(try trace.value(named: "keys", inPass: 0)?.tensor.values == [1, 2, 3, 4])
    }

    @Test func twoRecordingsDoNotShareAFile() throws {
        let folder = try TemporaryDirectory()
        let first = try TraceWriter(path: folder.path + "/run.json", header: Self.header())
        #expect(throws: CheckpointError.self) { try TraceWriter(path: folder.path + "/run.json", header: Self.header()) }
        first.discard()
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
    }
}
