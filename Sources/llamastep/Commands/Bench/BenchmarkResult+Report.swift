import Debugger
import Foundation
import JSON
import Views

extension BenchmarkResult: BenchmarkReport {
    var text: String {
        var table = TextTable([.init(""), .init("", .right), .init("")] + (peer == nil ? [] : [.init("peer", .right), .init("ratio", .right)]))
        func rate(_ name: String, _ own: Double?, _ other: Double?) {
            var cells = [name, number(own), "tokens/s"]
            if peer != nil { cells += [number(other), number(other.flatMap { other in own.map { $0 / other } }, digits: 2)] }
            table.append(cells)
        }
        func line(_ name: String, _ value: String, _ unit: String) {
            table.append([name, value, unit] + (peer == nil ? [] : ["", ""]))
        }
        rate("prefill of \(plan.promptLength)", own.prefill, peer?.prefill)
        rate("decode of \(plan.newTokens)", own.decode, peer?.decode)
        line("weights per token", number(Double(weightBytesPerToken) / 1e6), "MB")
        line("weights read", number(bytesPerSecond / 1e9), "GB/s")
        line("plain read of them", number(plainRead / 1e9), "GB/s")
        line("decode / plain read", number(ofPlainRead, digits: 2), "")
        line("stepping / running", number(stepping, digits: 3), "")
        return "medians of \(plan.repeats), \(threads) threads\n" + table.text
    }

    private func number(_ value: Double?, digits: Int = 1) -> String {
        value.map { String(format: "%.\(digits)f", $0) } ?? "-"
    }

    var json: JSONValue {
        var members: [(String, JSONValue)] = [
            ("threads", .int(threads)), ("repeats", .int(plan.repeats)),
            ("prompt_tokens", .int(plan.promptLength)), ("new_tokens", .int(plan.newTokens)),
            ("prefill_tokens_per_second", .double(own.prefill ?? 0)), ("decode_tokens_per_second", .double(own.decode ?? 0)),
            ("weight_bytes_per_token", .int(weightBytesPerToken)), ("weight_bytes_per_second", .double(bytesPerSecond)),
            ("plain_read_bytes_per_second", .double(plainRead)), ("of_plain_read", .double(ofPlainRead)),
            ("stepping_ratio", .double(stepping)),
        ]
        if let rate = peer?.prefill { members.append(("peer_prefill_tokens_per_second", .double(rate))) }
        if let rate = peer?.decode { members.append(("peer_decode_tokens_per_second", .double(rate))) }
        return .object(JSONObject(pairs: members))
    }
}

extension [CommandBenchmark.Timing]: BenchmarkReport {
    var text: String {
        var table = TextTable([.init("command"), .init("time", .right)])
        for timing in sorted(by: { $0.seconds > $1.seconds }) {
            let note = timing.seconds > timing.limit ? "  (more than \(Quantity.seconds(timing.limit)))" : ""
            table.append([timing.line, Quantity.seconds(timing.seconds) + note])
        }
        let slow = count { $0.seconds > $0.limit }
        return table.text + "\n" + (slow == 0
            ? "All \(count) answer within 50 ms; sweeps within 2 s.\n" : "\(slow) of \(count) take longer than they should.\n")
    }

    var json: JSONValue { .array(map { ["command": .string($0.line), "seconds": .double($0.seconds), "limit": .double($0.limit)] }) }
}
