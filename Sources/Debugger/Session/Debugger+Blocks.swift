/// Lines that are collected until `end`, and what becomes of them.
extension Debugger {
    mutating func collect(_ line: String) -> Reply {
        guard var open = block else { return .text("") }
        let word = line.trimmingSpaces
        if word == "end" {
            guard open.depth > 0 else { return close(open) }
            open.depth -= 1
        } else if word.hasPrefix("define ") || word == "commands" || word.hasPrefix("commands ") {
            open.depth += 1
        }
        guard open.lines.count < CommandBlock.longest else {
            block = nil
            return .refused("More than \(CommandBlock.longest) lines without `end`: the block was dropped.")
        }
        open.lines.append(word)
        block = open
        return .text("")
    }

    private mutating func close(_ done: CommandBlock) -> Reply {
        block = nil
        switch done.purpose {
        case .define(let name):
            library.definitions[name] = done.lines
            return .text("`\(name)` is defined: \(done.lines.count.times("line")).")
        case .commands(let number):
            guard stops.update(number, { $0.commands = done.lines }) else {
                return .refused("Breakpoint \(number) is gone meanwhile; its commands were dropped.")
            }
            return .text(done.lines.isEmpty ? "Breakpoint \(number) has no commands any more." : "Breakpoint \(number) carries out \(done.lines.count.times("line")) when it stops.")
        }
    }

    /// Carries out a user's own command; `$1`, `$2` … and `$*` in its lines stand for what was typed behind it.
    mutating func runDefinition(_ name: String, _ lines: [String], _ rest: String, _ world: World) -> Reply {
        let words = rest.split(whereSeparator: \.isWhitespace).map(String.init)
        let filled = lines.map { line in
            var line = line.replacing("$*", with: rest)
            for number in (1...9).reversed() {
                line = line.replacing("$\(number)", with: number <= words.count ? words[number - 1] : "")
            }
            return line
        }
        return carryOut(filled, calledBy: "`\(name)`", world)
    }

    /// Carries out lines until one is refused.
    mutating func carryOut(_ lines: [String], calledBy caller: String, _ world: World) -> Reply {
        var texts: [String] = []
        for (number, line) in lines.enumerated() {
            let reply = carryOut(line, world)
            texts.append(reply.text)
            switch reply.kind {
            case .text: continue
            case .refused: return .refused(texts.joined() + "\(caller) ended at its line \(number + 1): `\(line.shortened)`.")
            case .quit: return Reply(reply.kind, texts.joined())
            }
        }
        if block != nil {
            block = nil
            return .refused(texts.joined() + "\(caller) ended within a block that has no `end`.")
        }
        return Reply(.text, texts.joined(), pages: texts.count > 8)
    }
}
