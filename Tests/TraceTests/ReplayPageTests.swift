import Checkpoint
import Foundation
import JSON
import Machine
import TestSupport
import Tensors
import Testing

@testable import Trace

/// A recording goes into a page.
@Suite struct ReplayPageTests {
    private static func template(_ folder: TemporaryDirectory) throws -> PageTemplate {
        try folder.write("page/page.html", Array("""
            <link rel="stylesheet" href="a.css">
            <script type="application/json" id="recorded"></script>
            <script src="b/c.js"></script>

            """.utf8))
        try folder.write("page/a.css", Array("p { color: red }\n".utf8))
        try folder.write("page/b/c.js", Array("start();\n".utf8))
        return try PageTemplate(directory: folder.path + "/page")
    }

    /// What stands between the two halves of the template.
    private static func data(_ page: String) throws -> JSONObject {
        let text = try String(contentsOfFile: page, encoding: .utf8)
        let begin = try #require(text.range(of: "id=\"recorded\">")).upperBound
        let end = try #require(text.range(of: "</script>", range: begin..<text.endIndex)).lowerBound
        return try #require(try JSONValue(parsing: String(text[begin..<end])).object)
    }

    @Test func theTemplateTakesItsPiecesIn() throws {
        let folder = try TemporaryDirectory()
        let template = try Self.template(folder)
        #expect(template.beginning == "<style>\np { color: red }\n</style>\n<script type=\"application/json\" id=\"recorded\">")
        #expect(template.ending == "</script>\n<script>\nstart();\n</script>\n\n")
    }

    @Test func anAbsentPieceIsNamed() throws {
        let folder = try TemporaryDirectory()
        _ = try Self.template(folder)
        try FileManager.default.removeItem(atPath: folder.path + "/page/a.css")
        #expect { try PageTemplate(directory: folder.path + "/page") } throws: { "\($0)".contains("page/a.css") }
    }

    @Test func eventsAndNumbersStandInThePage() throws {
        let folder = try TemporaryDirectory()
        let trace = try TraceFileTests.write(folder)
        let output = folder.path + "/run.html"
        #expect(try ReplayPage(template: try Self.template(folder)).export(trace, to: output) { _ in } == [])
        let data = try Self.data(output)
        let recorded = try JSONValue(parsing: try String(contentsOfFile: trace, encoding: .utf8)).object
        #expect(data["trace"]?.object?["events"] == recorded?["events"])
        #expect(data["trace"]?.object?["header"] == recorded?["header"])
        #expect(data["trace"]?.object?["summary"] == recorded?["summary"])
        #expect(data["operations"]?.object?["chunked_mask"]?.object?["formula"]?.string == ChunkedMask.documentation.formula)
        let keys = try #require(data["tensors"]?.object?["0/keys"]?.object)
        #expect(keys["kind"] == "f32" && keys["shape"] == [2, 2])
        let bytes = try #require(Data(base64Encoded: keys["data"]?.string ?? ""))
        #expect(bytes.withUnsafeBytes { Array($0.bindMemory(to: Float.self)) } == [1, 2, 3, 4])
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.contains("partial") } == [])
    }

    @Test func nothingInTheDataEndsTheScript() throws {
        let folder = try TemporaryDirectory()
        var header = TraceFileTests.header()
        header.prompt = "</script><!--"
        let writer = try TraceWriter(path: folder.path + "/run.json", header: header)
        try writer.write(.pass(PassEvent(pass: 0, firstPosition: 0, tokens: [TraceToken(id: 0, text: "</script><script>")])))
        try writer.finish()
        let output = folder.path + "/run.html"
        _ = try ReplayPage(template: try Self.template(folder)).export(folder.path + "/run.json", to: output) { _ in }
        let text = try String(contentsOfFile: output, encoding: .utf8)
        #expect(text.components(separatedBy: "</script>").count == 3)
        #expect(try Self.data(output)["trace"]?.object?["events"]?.array?.first?.object?["texts"] == ["</script><script>"])
    }

    /// A page that is too long takes whole passes, and says how many.
    @Test func passesBeyondTheLimitAreLeftOut() throws {
        let folder = try TemporaryDirectory()
        let writer = try TraceWriter(path: folder.path + "/run.json", header: TraceFileTests.header())
        for pass in 0..<40 {
            try writer.write(.pass(PassEvent(pass: pass, firstPosition: pass, tokens: [TraceToken(id: 0, text: String(repeating: "x", count: 100))])))
        }
        try writer.finish()
        let output = folder.path + "/run.html"
        let notes = try ReplayPage(template: try Self.template(folder), limit: 4000).export(folder.path + "/run.json", to: output) { _ in }
        let events = try #require(try Self.data(output)["trace"]?.object?["events"]?.array)
        #expect((5..<20).contains(events.count))
        #expect(notes == ["This page holds the first \(events.count) of 40 passes; the recording is too long for one page."])
        #expect(try Self.data(output)["notes"]?.array?.compactMap(\.string) == notes)
    }

    private static func entries(_ folder: TemporaryDirectory, _ tensors: [(name: String, tensor: Tensor)]) throws -> [TensorEntry] {
        try SafetensorsWriter.write(tensors, to: folder.path + "/values.safetensors")
        let file = try SafetensorsFile(path: folder.path + "/values.safetensors")
        return tensors.compactMap { file.tensors[$0.name] }
    }

    @Test func largeTensorsAreRoundedAndThenLeftOut() throws {
        let folder = try TemporaryDirectory()
        let large = Tensor([100, 100], (0..<10_000).map { Float($0) })
        let entries = try Self.entries(folder, [("large", large), ("small", Tensor([2], [1, 2])), ("larger", Tensor([200, 100], Array(repeating: 1, count: 20_000)))])
        let all = TensorPlan(entries, room: 1 << 20)
        #expect(all.taken.map(\.form) == [.exact, .exact, .exact] && all.leftOut == [])
        // The largest first, and no more than it takes.
        #expect(TensorPlan(entries, room: 90_000).taken.map(\.form) == [.exact, .exact, .rounded])
        let rounded = TensorPlan(entries, room: 60_000)
        #expect(rounded.taken.map(\.form) == [.rounded, .exact, .rounded] && rounded.leftOut == [])
        let few = TensorPlan(entries, room: 20_000)
        #expect(few.taken.map(\.entry.name) == ["large", "small"] && few.leftOut == ["larger"])
        #expect(TensorPlan(entries, room: -1).taken.isEmpty)
    }

    @Test func roundedNumbersAreWithinHalfAStep() throws {
        let folder = try TemporaryDirectory()
        let numbers: [Float] = [-3, .nan, .infinity, -.infinity, 3.4e38, 0.25]
        let entry = try Self.entries(folder, [("odd", Tensor([6], numbers))])[0]
        let json = try #require(try JSONValue(parsing: try PackedTensor(entry: entry, form: .rounded).json()).object)
        let bytes = try #require(Data(base64Encoded: json["data"]?.string ?? ""))
        #expect(Array(bytes) == [0, 255, 254, 253, 252, 0])
        let low = try #require(json["low"]?.double)
        let high = try #require(json["high"]?.double)
        #expect(low == -3 && Float(high) == 3.4e38)
    }
}
