import Foundation
import TestSupport
import Testing

/// What `llamastep trace` writes, read by Python: valid by the schema, and the same numbers. Skipped where Python or one of the
/// packages is missing (jsonschema, numpy, safetensors).
@Suite struct TraceSchemaTests {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path

    private static func python(_ script: String, _ arguments: [String]) -> (status: Int32, output: String)? {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3", "-c", script] + arguments
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output
        guard (try? process.run()) != nil else { return nil }
        let text = String(decoding: (try? output.fileHandleForReading.readToEnd()) ?? Data(), as: UTF8.self)
        process.waitUntilExit()
        return (process.terminationStatus, text)
    }

    static let isPossible = python("import jsonschema, numpy, safetensors", [])?.status == 0

    /// Validates, and compares statistics and digests with the numbers themselves.
    private static let script = """
        import json, sys, numpy, jsonschema
        from safetensors import safe_open
        schema = json.load(open(sys.argv[1]))
        jsonschema.Draft202012Validator.check_schema(schema)
        validator = jsonschema.Draft202012Validator(schema)
        for path in sys.argv[2:]:
            trace = json.load(open(path))
            errors = list(validator.iter_errors(trace))
            assert not errors, errors[0]
            assert trace["summary"]["events"] == len(trace["events"])
            name = trace["header"]["tensors"]
            tensors = safe_open(path.rsplit("/", 1)[0] + "/" + name, "np") if name else None
            for event in trace["events"]:
                if event["event"] != "value": continue
                if "tensor" in event: numbers = tensors.get_tensor(event["tensor"])
                elif "values" in event: numbers = numpy.array([float(x) for x in event["values"]], numpy.float32)
                else: continue
                if event["kind"] == "tensor": assert list(numpy.atleast_1d(numbers).shape) == event["shape"] or numbers.size <= 64, event
                finite = numbers[numpy.isfinite(numbers)].astype(numpy.float64)
                assert finite.size == 0 or (
                    finite.min() == numpy.float32(event["stats"]["min"]) and finite.max() == numpy.float32(event["stats"]["max"])), event
                assert finite.size == 0 or abs(finite.mean() - event["stats"]["mean"]) <= 1e-5 * (abs(finite).mean() + 1e-9), event
        """

    @Test(.enabled(if: isPossible, "Python with jsonschema, numpy and safetensors is not there"))
    func tracesAreValid() throws {
        let folder = try TemporaryDirectory()
        var paths = ["pocket-scout", "pocket-maverick"].map { Self.root + "/traces/\($0).json" }
        for level in ["stats", "all"] {
            let path = folder.path + "/\(level).json"
            let outcome = try CommandRunner.run(["trace", "--prompt", "Mia: red \u{2581}\u{1F4A5}kite.", "--level", level, "-n", "1", "--greedy", "-o", path])
            #expect(outcome.status == 0, "\(outcome.errors)")
            paths.append(path)
        }
        let picture = Self.root + "/Sources/llamastep/Resources/pocket-vision/examples/two-wide.png"
        for level in ["stats", "router", "residual", "all"] {
            let path = folder.path + "/picture-\(level).json"
            let outcome = try CommandRunner.run(["trace", "pocket-vision", "--image", picture, "--prompt", "How many?", "--level", level, "-n", "1", "--greedy", "-o", path])
            #expect(outcome.status == 0 && outcome.output.contains("passes"), "\(outcome.errors)")
            paths.append(path)
        }
        let outcome = try #require(Self.python(Self.script, [Self.root + "/traces/trace.schema.json"] + paths))
        #expect(outcome.status == 0, "\(outcome.output)")
    }
}

/// Recording from a shell: what it says, what it leaves.
@Suite struct TraceCommandTests {
    @Test func anotherFormIsMadeOfARecording() throws {
        let folder = try TemporaryDirectory()
        let recorded = try CommandRunner.run(["trace", "--ids", "1,2,3", "-o", folder.path + "/run.json"])
        #expect(recorded.status == 0 && recorded.output.contains("1 pass"))
        #expect(try CommandRunner.run(["convert", folder.path + "/run.json", "--format", "csv"]).status == 0)
        #expect(try CommandRunner.run(["trace", "--ids", "1,2,3", "--format", "csv", "-o", folder.path + "/direct.csv"]).status == 0)
        let columns = try ["run.csv", "direct.csv"].map { name in
            try String(contentsOfFile: folder.path + "/" + name, encoding: .utf8).split(separator: "\r\n").map { $0.split(separator: ",", omittingEmptySubsequences: false) }
        }
        #expect(columns[0].count == 142 && Set(columns[0].map(\.count)) == [18])
        #expect(columns[0].map { $0[..<15].joined() } == columns[1].map { $0[..<15].joined() })
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == ["direct.csv", "run.csv", "run.json"])
    }

    /// A trace says what it was recorded from: where that is here, operations are run again with it, else values are compared.
    @Test func diffFindsTheModelOfATrace() throws {
        let folder = try TemporaryDirectory()
        let golden = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().path + "/Golden/scout"
        for (model, words) in [(nil, "operations run again in Float64"), (golden, "no model: values are compared")] {
            let models = model.map { [$0] } ?? []
            #expect(try CommandRunner.run(["trace"] + models + ["--ids", "1,2,3", "--level", "all", "-o", folder.path + "/run.json"]).status == 0)
            #expect(try CommandRunner.run(["export"] + models + ["--ids", "1,2,3", "-o", folder.path + "/values.npz"]).status == 0)
            let outcome = try CommandRunner.run(["diff", folder.path + "/run.json", folder.path + "/values.npz"])
            #expect(outcome.status == 0 && outcome.output.contains(words) && outcome.output.contains("Equal."), "\(outcome.output)\(outcome.errors)")
            #expect(outcome.errors.contains("pocket-scout") == (model == nil))
        }
    }

    @Test func whatIsLargeIsAskedFor() throws {
        let folder = try TemporaryDirectory()
        let ids = (0..<1900).map { String($0 % 1000) }.joined(separator: ",")
        let outcome = try CommandRunner.run(["trace", "--ids", ids, "--level", "all", "-o", folder.path + "/run.json"])
        #expect(outcome.status == 2 && outcome.errors.contains("--yes"), "\(outcome.errors)")
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
        let missing = try CommandRunner.run(["replay", folder.path + "/nothing.json"])
        #expect(missing.status == 1 && missing.errors.contains("nothing.json"))
        let wrong = try CommandRunner.run(["trace", "--ids", "1", "--level", "some"])
        #expect(wrong.status == 2 && wrong.errors.contains("stats, router, residual, all"))
    }

    @Test func aKilledRecordingCanBeRead() throws {
        let folder = try TemporaryDirectory()
        let process = Process()
        process.executableURL = CommandRunner.executable
        process.arguments = ["trace", "--ids", "1,2,3", "-n", "1500", "--ignore-stop", "--yes", "-o", folder.path + "/run.json"]
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        let partial = folder.path + "/run.json.partial"
        while process.isRunning, ((try? FileManager.default.attributesOfItem(atPath: partial))?[.size] as? Int ?? 0) < 200_000 { usleep(2000) }
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        #expect(!FileManager.default.fileExists(atPath: folder.path + "/run.json"))
        let outcome = try CommandRunner.run(["replay", partial, "--batch", "-ex", "step", "-ex", "token"])
        #expect(outcome.status == 0 && outcome.errors.contains("cut off"), "\(outcome.errors)")
    }
}
