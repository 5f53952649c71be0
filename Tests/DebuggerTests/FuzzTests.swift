import Llama4
import Testing

@testable import Debugger

/// Ten thousand lines, however wrong: each gets an answer, and nothing crashes.
@Suite("Whatever is typed")
struct FuzzTests {
    static let words = [
        "embed", "resid_post", "attn.pattern", "layers.3.attn.q", "router_logits", "layers.*.attn.**", "router", "it", "lens.top1", "layer", "pos",
        "-1", "0", "3", "99999999999999999999", "-9223372036854775808", "9223372036854775807", "1e308", "0.02", "[", "]", "[-1]", "[0, :, ::2]",
        "[...]", "[9223372036854775807:]", "(", ")", "norm", "norm(", "margin", "<", ">", "=", "==", "and", "or", "not", "if", "+", "*", "/", "/f6", "/4x",
        "--json", "--chunk", "--rows", "0:3", "--links", "--tokens", "a,b,▁c", "--to", "--bins", "--log", "nan", "expert-change", "chunk", "on", "off",
        "sampling", "temperature", "seed", "stopping", "width", "height", "'", "\"", "' is'", "💥", "é", "\u{0}", "\u{1B}[31m", "$1", "#", "!ls", "end",
        "snapshot", "breakpoints", "tokens", "values", "cache", "all", "map", "steps.txt", "layer 3", "pc 5", "x", "rope", "linear", "2-4", "greedy",
        "model.layers.1.self_attn.q_proj", "blocks.2.hook_resid_pre", "l_out-3", ",", "…", "−1", "\t", "%", "^",
    ]

    @Test("10,000 random and mutated lines")
    func lines() throws {
        var random = RandomSource(seed: 4)
        func pick<Element>(_ elements: [Element]) -> Element { elements[Int(random.next() % UInt64(elements.count))] }
        let commands = CommandRegistry.all.flatMap { [$0.page.name] + $0.page.aliases }
        let examples = CommandRegistry.all.flatMap { $0.page.details.split(separator: "\n").compactMap { line in
            line.hasPrefix("Example: ") ? String(line.dropFirst(9)) : nil
        } }
        var debugger = try GoldenModel.debugger("maverick", ids: 3)
        let fresh = debugger
        let files = FileTable()
        for number in 0..<10_000 {
            var line: String
            switch random.next() % 8 {
            case 0: line = pick(examples)
            case 1: line = mutated(pick(examples), &random)
            case 2: line = (0..<Int(random.next() % 6)).map { _ in pick(Self.words) }.joined(separator: pick([" ", ""]))
            case 3: line = mutated(pick(commands), &random)
            default: line = pick(commands) + " " + (0..<Int(random.next() % 5)).map { _ in pick(Self.words) }.joined(separator: pick([" ", " ", ""]))
            }
            // Each line has little patience, and files stay small.
            var patience = 30
            var world = files.world
            world.isInterrupted = {
                patience -= 1
                return patience < 0
            }
            let before = debugger.prompt
            let reply = debugger.execute(line, world: world)
            #expect(reply.text.isEmpty || reply.text.hasSuffix("\n"))
            #expect(!reply.isRefused || reply.text.count > 8, "\(line.debugDescription) got \(reply.text.debugDescription)")
            if reply.text.isEmpty, reply.kind == .text {
                let isQuiet = before != "(step) " || line.drop { $0.isWhitespace }.isEmpty || line.trimmingSpaces.hasPrefix("#")
                #expect(isQuiet || debugger.library.names.contains(String(line.trimmingSpaces.prefix { !$0.isWhitespace })) || line.trimmingSpaces.hasPrefix("so"),
                    "\(line.debugDescription) got nothing")
            }
            _ = debugger.completions(for: line, at: Int(random.next() % 40))
            _ = debugger.status
            if number % 25 == 24 { debugger = fresh }
            if number % 400 == 0 { files.files = ["steps.txt": "step\nstep\n"] }
        }
    }

    /// A line with a few characters changed, doubled, dropped or swapped.
    private func mutated(_ line: String, _ random: inout RandomSource) -> String {
        var characters = Array(line)
        for _ in 0...(random.next() % 3) where !characters.isEmpty {
            let place = Int(random.next() % UInt64(characters.count))
            switch random.next() % 4 {
            case 0: characters.remove(at: place)
            case 1: characters.insert(characters[place], at: place)
            case 2: characters[place] = Character(Unicode.Scalar(UInt8(33 + random.next() % 94)))
            default: characters.swapAt(place, Int(random.next() % UInt64(characters.count)))
            }
        }
        return String(characters)
    }
}
