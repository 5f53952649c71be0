import Debugger
import Foundation
import JSON
import Views

/// The table of a long text.
struct LongContextReport: BenchmarkReport {
    let rows: [LongContextBenchmark.Row]

    var text: String {
        var table = TextTable([
            .init("position", .right), .init("prefill tokens/s", .right), .init("next token", .right),
            .init("chunked layer", .right), .init("full layer", .right), .init("cache", .right), .init("resident", .right),
        ])
        for row in rows {
            table.append([
                String(row.position), String(format: "%.0f", row.prefill), Quantity.seconds(row.token),
                row.chunkedAttention.map(Quantity.seconds) ?? "-", row.fullAttention.map(Quantity.seconds) ?? "-",
                Quantity.bytes(row.cacheBytes), row.residentBytes.map(Quantity.bytes) ?? "-",
            ])
        }
        return "the next token's whole pass, and its attention in one layer of each kind\n" + table.text
    }

    var json: JSONValue {
        .array(rows.map { row in
            var members: [(String, JSONValue)] = [
                ("position", .int(row.position)), ("prefill_tokens_per_second", .double(row.prefill)), ("token_seconds", .double(row.token)),
            ]
            if let time = row.chunkedAttention { members.append(("chunked_attention_seconds", .double(time))) }
            if let time = row.fullAttention { members.append(("full_attention_seconds", .double(time))) }
            members.append(("cache_bytes", .int(row.cacheBytes)))
            if let bytes = row.residentBytes { members.append(("resident_bytes", .int(bytes))) }
            return .object(JSONObject(pairs: members))
        })
    }
}

/// What the system says about this program.
enum ResidentMemory {
    /// Bytes in memory now; nil where the system doesn't tell.
    static func byteCount() -> Int? {
        guard let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8) else { return nil }
        let fields = text.split(separator: " ")
        return fields.count > 1 ? Int(fields[1]).map { $0 * Int(sysconf(Int32(_SC_PAGESIZE))) } : nil
    }
}
