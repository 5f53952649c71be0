import Checkpoint

/// A line for each value with its statistics and costs, for spreadsheets and data frames (RFC 4180).
public enum CSVExporter: TraceExporter {
    public static let name = "csv"
    public static let fileExtension = "csv"
    public static let summary = "a line per value: statistics, seconds, bytes read, flops"

    private static let columns = [
        "pass", "first_position", "tokens", "pc", "name", "operation", "kind", "shape", "min", "max", "mean", "std", "norm",
        "nan", "inf", "seconds", "bytes_read", "flops",
    ]

    public static func export(_ trace: String, to output: String, progress: (Double) -> Void) throws -> [String] {
        var reader = try TraceReader(path: trace)
        var file = try ExportedFile(path: output)
        try file.write(columns.joined(separator: ",") + "\r\n")
        var pass: PassEvent?
        while let event = try reader.next() {
            switch event {
            case .pass(let event): pass = event
            case .value(let event): try file.write(line(event, pass))
            case .token, .sample: break
            }
            progress(reader.fraction)
        }
        try file.finish()
        return reader.warning.map { [$0] } ?? []
    }

    private static func line(_ event: ValueEvent, _ pass: PassEvent?) -> String {
        let stats = event.stats
        let cells: [String?] = [
            String(event.pass), pass.map { String($0.firstPosition) }, pass.map { String($0.tokens.count) }, String(event.pc),
            event.name, event.operation, event.kind.rawValue, event.shape.map(String.init).joined(separator: "x"),
            stats?.minimum?.description, stats?.maximum?.description, stats?.mean?.description, stats?.std?.description,
            stats?.norm?.description, stats.map { String($0.nan) }, stats.map { String($0.inf) }, event.seconds?.description,
            event.bytesRead.map { String($0) }, event.flops.map { String($0) },
        ]
        return cells.map { quoted($0 ?? "") }.joined(separator: ",") + "\r\n"
    }

    private static func quoted(_ cell: String) -> String {
        guard cell.contains(where: { ",\"\r\n".contains($0) }) else { return cell }
        return "\"" + cell.replacing("\"", with: "\"\"") + "\""
    }
}
