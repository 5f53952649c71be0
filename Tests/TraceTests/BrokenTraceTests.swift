import Foundation
import TestSupport
import Testing

@testable import Trace

/// Traces that are none, or wrong somewhere: a sentence that says where, and no crash.
@Suite struct BrokenTraceTests {
    /// The message that reading ends with; nil if it goes through.
    private func complaint(_ text: String, _ folder: TemporaryDirectory) throws -> String? {
        let path = try folder.write("broken.json", text.utf8)
        do {
            let trace = try RecordedTrace(path: path)
            for pass in trace.passes.indices {
                for name in trace.header.program.map(\.name) { _ = try trace.value(named: name, inPass: pass) }
            }
            return nil
        } catch {
            return error.description
        }
    }

    @Test(arguments: [
        ("\"version\":1", "\"version\":2", "version 2"),
        ("llamastep-trace", "something", "no trace"),
        ("\"level\":\"router\"", "\"level\":\"some\"", "line 1: header.level must be stats, router, residual, all"),
        ("\"rope\":true", "\"rope\":3", "header.layers[0].rope must be true or false, not 3"),
        ("\"tensors\":\"run.safetensors\"", "\"tensors\":\"../run.safetensors\"", "header.tensors"),
        ("\"from\":[\"ids\"]", "\"from\":[\"id\"]", "header.program[0].from"),
        ("\"name\":\"mask\",\"operation\":\"chunked_mask\",\"attributes\"", "\"name\":\"embed\",\"operation\":\"chunked_mask\",\"attributes\"", "header.program[1].name"),
        ("\"ids\":[1,2]", "\"ids\":[]", "line 3: pass event 0: ids"),
        ("\"ids\":[1,2]", "\"ids\":[1,-2]", "pass event 0: ids[1]"),
        ("\"ids\":[1,2]", "\"ids\":[1]", "texts"),
        ("\"row\":1,", "\"row\":9,", "bytes"),
        ("\"pc\":0,\"name\":\"embed\",\"operation\":\"embed\",\"kind\"", "\"pc\":7,\"name\":\"embed\",\"operation\":\"embed\",\"kind\"", "line 4: value event 1: pc"),
        ("\"kind\":\"tensor\",\"shape\":[2,2]", "\"kind\":\"tensor\",\"shape\":[3,2]", "value event 1: shape"),
        ("\"kind\":\"tensor\",\"shape\":[2,2]", "\"kind\":\"tensor\",\"shape\":[9000000000000000,2]", "value event 1: shape"),
        ("\"kind\":\"mask\",\"shape\":[2,2]", "\"kind\":\"mask\",\"shape\":[2,1000000000]", "value event 2: shape"),
        ("\"values\":[1.0,", "\"values\":[", "value event 1: values must be 4 numbers, not 3"),
        ("\"values\":[1.0,", "\"values\":[\"one\",", "value event 1: values[0]"),
        ("\"std\":\"Infinity\"", "\"std\":\"lots\"", "value event 1: stats.std"),
        ("\"recorded_from\":0", "\"recorded_from\":5", "value event 3: rows"),
        ("\"experts\":[1]", "\"experts\":[8]", "token event 4: router[0].experts"),
        ("\"strongest\":[[1,0.5]", "\"strongest\":[[1]", "token event 4: attention[0].heads[0].strongest[0]"),
        ("{\"event\":\"sample\",\"pass\":0", "{\"event\":\"sample\",\"pass\":3", "sample event 5: pass"),
        ("{\"event\":\"sample\"", "{\"event\":\"other\"", "event 5: event"),
        ("\"position\":1,\"id\":2", "\"position\":8,\"id\":2", "token event 4: position"),
        ("\"tensor\":\"0/keys\"", "\"tensor\":\"0/k\"", "0/k"),
        ("{\"event\":\"pass\"", "[{\"event\":\"pass\"", "event 0 must be an object, not an array"),
    ])
    func saysWhereItIsWrong(old: String, new: String, expected: String) throws {
        let folder = try TemporaryDirectory()
        let text = try String(contentsOfFile: try TraceFileTests.write(folder), encoding: .utf8)
        let first = try #require(text.range(of: old), "\(old) does not occur")
        let found = try complaint(text.replacingCharacters(in: first, with: new), folder)
        #expect(found?.contains(expected) == true, "\(found ?? "no complaint")")
    }

    @Test(arguments: ["", "[]", "3", "{}", "{\"events\":[]}", "{\"format\":\"llamastep-trace\"", "nonsense", "{\"header\":{}}"])
    func whatIsNoTraceIsRefused(text: String) throws {
        let folder = try TemporaryDirectory()
        #expect(try complaint(text, folder) != nil)
    }

    @Test func tensorsOfAnotherShapeAreRefused() throws {
        let folder = try TemporaryDirectory()
        let path = try TraceFileTests.write(folder)
        try FileManager.default.removeItem(atPath: folder.path + "/run.safetensors")
        let trace = try RecordedTrace(path: path)
        #expect(throws: TraceError.self) { try trace.value(named: "keys", inPass: 0) }
        #expect(try trace.value(named: "embed", inPass: 0) != nil)
    }

    /// Bytes are changed, taken out and doubled, many times over.
    @Test func noFileCrashesTheReader() throws {
        let folder = try TemporaryDirectory()
        let original = [UInt8](try Data(contentsOf: URL(fileURLWithPath: try TraceFileTests.write(folder))))
        var state: UInt64 = 88_172_645_463_325_252
        func random(_ limit: Int) -> Int {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return Int(state % UInt64(limit))
        }
        for _ in 0..<200 {
            var bytes = original
            for _ in 0...random(3) {
                let place = random(bytes.count)
                switch random(3) {
                case 0: bytes[place] = UInt8(random(256))
                case 1: bytes.removeSubrange(place..<min(place + random(40), bytes.count))
                default: bytes.insert(contentsOf: bytes[place..<min(place + random(40), bytes.count)], at: place)
                }
            }
            _ = try? complaint(String(decoding: bytes, as: UTF8.self), folder)
        }
    }
}
