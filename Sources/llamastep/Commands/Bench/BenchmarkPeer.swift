import Debugger
import Foundation
import JSON

/// Another program that is measured in turns with this one.
struct BenchmarkPeer {
    let command: String

    /// Runs the command and reads what it says about its speed.
    func run() throws -> Rates {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", command]
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        process.standardInput = FileHandle.nullDevice
        try process.run()
        let bytes = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw BenchmarkPeerError(command: command, reason: "it ended with status \(process.terminationStatus)")
        }
        guard let rates = Self.rates(String(decoding: bytes, as: UTF8.self)) else {
            throw BenchmarkPeerError(
                command: command,
                reason: "it printed no tokens per second: neither llama-bench's JSON (-o json) nor an object with \"prefill\" and \"decode\"")
        }
        return rates
    }

    /// From the last JSON value of an output.
    static func rates(_ output: String) -> Rates? {
        let whole = output.trimmingCharacters(in: .whitespacesAndNewlines)
        let lastLine = whole.split(separator: "\n").last.map(String.init) ?? ""
        guard let value = (try? JSONValue(parsing: whole)) ?? (try? JSONValue(parsing: lastLine)) else { return nil }
        if let runs = value.array {
            func rate(_ isWanted: (Int, Int) -> Bool) -> Double? {
                runs.compactMap(\.object).first { isWanted($0["n_prompt"]?.int ?? 0, $0["n_gen"]?.int ?? 0) }?["avg_ts"]?.double
            }
            let rates = Rates(prefill: rate { $0 > 0 && $1 == 0 }, decode: rate { $0 == 0 && $1 > 0 })
            return rates.prefill == nil && rates.decode == nil ? nil : rates
        }
        let rates = Rates(prefill: value.object?["prefill"]?.double, decode: value.object?["decode"]?.double)
        return rates.prefill == nil && rates.decode == nil ? nil : rates
    }
}

struct BenchmarkPeerError: Error, CustomStringConvertible {
    let command: String
    let reason: String

    var description: String { "the peer `\(command)` can't be measured: \(reason)" }
}
