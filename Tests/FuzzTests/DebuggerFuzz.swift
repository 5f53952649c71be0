import Checkpoint
import Foundation
import Llama4
import TestSupport
import Testing

@testable import Debugger

/// Lines typed at the prompt, and scripts: each line gets an answer, however wrong it is.
@Suite struct DebuggerFuzz {
    private static let words = [
        "embed", "resid_post", "attn.pattern", "layers.3.attn.q", "router_logits", "layers.*.attn.**", "router", "it", "lens.top1", "layer", "pos",
        "-1", "0", "3", "99999999999999999999", "-9223372036854775808", "9223372036854775807", "1e308", "0.02", "[", "]", "[-1]", "[0, :, ::2]",
        "[...]", "[9223372036854775807:]", "(", ")", "norm", "norm(", "margin", "<", ">", "=", "==", "and", "or", "not", "if", "+", "*", "/", "/f6", "/4x",
        "--json", "--chunk", "--rows", "0:3", "--links", "--tokens", "a,b,▁c", "--to", "--bins", "--log", "nan", "expert-change", "chunk", "on", "off",
        "sampling", "temperature", "seed", "stopping", "width", "height", "'", "\"", "' is'", "💥", "é", "\u{0}", "\u{1B}[31m", "$1", "#", "!ls", "end",
        "snapshot", "breakpoints", "tokens", "values", "cache", "all", "map", "steps.txt", "layer 3", "pc 5", "x", "rope", "linear", "2-4", "greedy",
        "model.layers.1.self_attn.q_proj", "blocks.2.hook_resid_pre", "l_out-3", ",", "…", "−1", "\t", "%", "^",
    ]

    private let commands = CommandRegistry.all.flatMap { [$0.page.name] + $0.page.aliases }
    private let examples = CommandRegistry.all.flatMap(\.page.examples)

    private func line(_ damage: inout Damage) -> String {
        switch damage.number(in: 0...7) {
        case 0: return damage.pick(examples)
        case 1: return damage.line(of: damage.pick(examples))
        case 2:
            let separator = damage.pick([" ", ""])
            return (0..<damage.number(in: 0...5)).map { _ in damage.pick(Self.words) }.joined(separator: separator)
        case 3: return damage.line(of: damage.pick(commands))
        default:
            return damage.pick(commands) + " " + (0..<damage.number(in: 0...4)).map { _ in damage.pick(Self.words) }.joined(separator: " ")
        }
    }

    /// A debugger that stands before the first instruction of three ids.
    private func debugger() throws -> Debugger {
        var debugger = Debugger(model: try Model(Checkpoint(Samples.golden.appending(path: "maverick").path)))
        let reply = debugger.execute("ids 256 40 41")
        #expect(!reply.isRefused)
        return debugger
    }

    /// A world with little patience, in which files are a table.
    private func world(_ files: @escaping () -> [String: String], write: @escaping (String, String) -> Void) -> World {
        var patience = 30
        return World(
            isInterrupted: {
                patience -= 1
                return patience < 0
            },
            readFile: { path in
                guard let text = files()[path] else { throw Refusal("There is no file \(path).") }
                return text
            },
            writeFile: { path, text, appends in write(path, (appends ? files()[path] ?? "" : "") + text) })
    }

    @Test func lines() throws {
        var debugger = try debugger()
        let fresh = debugger
        var files = ["steps.txt": "step\nstep\n"]
        var number = 0
        try Fuzzer(reader: "lines", share: 19).run(line, keep: { Array($0.utf8) }) { line in
            number += 1
            if number.isMultiple(of: 25) { debugger = fresh }
            if number.isMultiple(of: 400) { files = ["steps.txt": "step\nstep\n"] }
            let before = debugger.prompt
            let reply = debugger.execute(line, world: world({ files }, write: { files[$0] = $1 }))
            #expect(reply.text.isEmpty || reply.text.hasSuffix("\n"))
            if reply.text.isEmpty, reply.kind == .text {
                let word = String(line.trimmingSpaces.prefix { !$0.isWhitespace })
                let isQuiet = before != "(step) " || word.isEmpty || word.hasPrefix("#") || word.hasPrefix("so") || debugger.library.names.contains(word)
                #expect(isQuiet, "\(line.debugDescription) got nothing")
            }
            _ = debugger.completions(for: line, at: line.count / 2)
            _ = debugger.status
            return reply.isRefused ? .refused(reply.text) : .read
        }
    }

    @Test func scripts() throws {
        let fresh = try debugger()
        try Fuzzer(reader: "scripts", share: 2).run { damage in
            damage.bytes(of: Array((0..<damage.number(in: 1...12)).map { _ in line(&damage) + "\n" }.joined().utf8))
        } read: { bytes in
            var debugger = fresh
            var files = ["script.txt": String(decoding: bytes, as: UTF8.self)]
            let reply = debugger.execute("source script.txt", world: world({ files }, write: { files[$0] = $1 }))
            // What the lines before said is theirs; the last sentence says where the script ended.
            guard reply.isRefused else { return .read }
            return .refused(reply.text.range(of: "script.txt ended", options: .backwards).map { String(reply.text[$0.lowerBound...]) } ?? "")
        }
    }
}
