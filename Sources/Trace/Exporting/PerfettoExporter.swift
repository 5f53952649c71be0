import Checkpoint
import JSON

/// A recording as a timeline in the Chrome trace-event format, which Perfetto and chrome://tracing open.
///
/// Passes, layers, their parts and operations lie in each other as calls do. A recording has durations and no clock, so the
/// operations follow each other without gaps.
public enum PerfettoExporter: TraceExporter {
    public static let name = "perfetto"
    public static let fileExtension = "perfetto.json"
    public static let summary = "a timeline of passes, layers and operations for ui.perfetto.dev"

    public static func export(_ trace: String, to output: String, progress: (Double) -> Void) throws -> [String] {
        var reader = try TraceReader(path: trace)
        var timeline = Timeline(try ExportedFile(path: output))
        try timeline.begin(reader.header)
        while let event = try reader.next() {
            try timeline.take(event)
            progress(reader.fraction)
        }
        try timeline.finish()
        return reader.warning.map { [$0] } ?? []
    }

    private struct Timeline: ~Copyable {
        private var file: ExportedFile
        /// Nanoseconds since the beginning, whole so that what lies in each other ends alike.
        private var now = 0
        /// The scopes that are open: the pass, then the parts of a value's name.
        private var open: [String] = []

        init(_ file: consuming ExportedFile) {
            self.file = file
        }

        mutating func begin(_ header: TraceHeader) throws(CheckpointError) {
            let (program, model) = (JSONValue.string("\(header.writer.name) \(header.writer.version)").text(), JSONValue.string(header.model.name).text())
            try file.write("{\"displayTimeUnit\":\"ns\",\"otherData\":{\"program\":\(program),\"model\":\(model)},\n\"traceEvents\":[\n")
            try file.write("{\"ph\":\"M\",\"pid\":1,\"name\":\"process_name\",\"args\":{\"name\":\(model)}},\n")
            try file.write("{\"ph\":\"M\",\"pid\":1,\"tid\":1,\"name\":\"thread_name\",\"args\":{\"name\":\"forward passes\"}}")
        }

        mutating func take(_ event: TraceEvent) throws(CheckpointError) {
            switch event {
            case .pass(let pass):
                try close(to: 0)
                if let tiles = pass.tiles {
                    return try begin("vision pass \(pass.pass)", category: "pass", ["first_tile": .int(tiles.lowerBound), "tiles": .int(tiles.count)])
                }
                let text = pass.tokens.count == 1 ? pass.tokens[0].text ?? "" : ""
                try begin("pass \(pass.pass)", category: "pass", [
                    "tokens": .int(pass.tokens.count), "first_position": .int(pass.firstPosition), "text": .string(text),
                ])
            case .value(let value):
                try enter(value.name.split(separator: ".").map(String.init))
                var arguments: [(String, JSONValue)] = [
                    ("value", .string(value.name)), ("pc", .int(value.pc)),
                    ("shape", .string("[" + value.shape.map(String.init).joined(separator: ", ") + "]")),
                ]
                if let bytes = value.bytesRead { arguments.append(("bytes_read", .int(bytes))) }
                if let flops = value.flops { arguments.append(("flops", .int(flops))) }
                try begin(value.operation, category: "operation", .object(JSONObject(pairs: arguments)))
                if let seconds = value.seconds, seconds.isFinite, seconds > 0, seconds < 1e6 {
                    now += Int((Double(seconds) * 1e9).rounded())
                }
                try close(to: open.count - 1)
            case .sample(let sample):
                try close(to: 0)
                try line("\"ph\":\"i\",\"s\":\"p\",\"name\":\(JSONValue.string("token " + (sample.token.text ?? "\(sample.token.id)")).text()),\"args\":{\"position\":\(sample.position)}")
            case .token: break
            }
        }

        mutating func finish() throws(CheckpointError) {
            try close(to: 0)
            try file.write("\n]}\n")
            try file.finish()
        }

        /// Opens the scopes of a name: `layers.3.attn.q` lies in the pass, in `layers.3`, in `attn`.
        private mutating func enter(_ parts: [String]) throws(CheckpointError) {
            var scopes = Array(parts.dropLast())
            if scopes.count >= 2, Int(scopes[1]) != nil { scopes.replaceSubrange(0...1, with: ["\(scopes[0]).\(scopes[1])"]) }
            let passes = min(open.count, 1)
            let common = zip(open.dropFirst(passes), scopes).prefix { $0 == $1 }.count
            try close(to: passes + common)
            for scope in scopes.dropFirst(common) { try begin(scope, category: "scope", .object(JSONObject([:]))) }
        }

        private mutating func begin(_ name: String, category: String, _ arguments: JSONValue) throws(CheckpointError) {
            open.append(name)
            try line("\"ph\":\"B\",\"cat\":\"\(category)\",\"name\":\(JSONValue.string(name).text()),\"args\":\(arguments.text())")
        }

        private mutating func close(to depth: Int) throws(CheckpointError) {
            while open.count > depth {
                open.removeLast()
                try line("\"ph\":\"E\"")
            }
        }

        /// The format counts in microseconds; three decimals keep the nanoseconds.
        private mutating func line(_ members: String) throws(CheckpointError) {
            let fraction = String(now % 1000)
            let time = "\(now / 1000)." + String(repeating: "0", count: 3 - fraction.count) + fraction
            try file.write(",\n{\"pid\":1,\"tid\":1,\"ts\":\(time),\(members)}")
        }
    }
}
