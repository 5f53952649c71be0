import Views

enum ListCommand: DebuggerCommand {
    static let page = CommandPage(
        "list", aliases: ["l", "disassemble"], .looking, "list [PLACE]", "list FROM,TO", "list all",
        summary: "Shows the program around the next instruction, or around PLACE; again for what follows.",
        details: """
            `=>` is what comes next, `b` a breakpoint, `*` a value that was set by hand, `~` one that was computed before such a \
            change. Where there is room, every line ends with the formula. T is the number of new positions, S the number of keys.

            Example: list layers.2.moe.router_logits
            """,
        operand: .place, repeats: true)

    static func run(_ input: CommandInput, _ debugger: inout Debugger) throws(Refusal) -> Answer {
        let range = try Self.range(input.text, &debugger)
        let all = debugger.program.instructions.count
        guard !range.isEmpty else { throw Refusal("The program ends there: it has the instructions 0 to \(all - 1). `list 0` shows its beginning.") }
        debugger.listing.next = range.upperBound
        debugger.listing.place = debugger.walk?.place
        let listing = ProgramListing(debugger.program, marks: debugger.listingMarks, formulas: true)
        var answer = Answer(listing.text(range, debugger.style), json: listing.json(range), pages: range.count > debugger.settings.height)
        answer.repetition = "list +"
        return answer
    }

    private static func range(_ text: String, _ debugger: inout Debugger) throws(Refusal) -> Range<Int> {
        let all = debugger.program.instructions.count
        let count = max(min(debugger.settings.height - 6, 18), 5)
        if debugger.listing.place != debugger.walk?.place { debugger.listing.next = nil }
        func window(around pc: Int) -> Range<Int> {
            ProgramListing(debugger.program).window(around: pc, count: count)
        }
        switch text {
        case "all": return 0..<all
        case "+":
            let first = debugger.listing.next ?? window(around: debugger.walk?.machine.pc ?? 0).upperBound
            return min(first, all)..<min(first + count, all)
        case "-":
            let end = max((debugger.listing.next ?? count) - count, 0)
            return max(end - count, 0)..<end
        case "": return window(around: min(debugger.walk?.machine.pc ?? 0, all - 1))
        default: break
        }
        let bounds = text.split(separator: ",", omittingEmptySubsequences: false).map { String($0).trimmingSpaces }
        if bounds.count == 2 {
            let first = try bounds[0].number(in: 0...all - 1, for: "The first instruction")
            let last = bounds[1].isEmpty ? min(first + count - 1, all - 1) : try bounds[1].number(in: first...all - 1, for: "The last instruction")
            return first..<last + 1
        }
        let location = try debugger.resolver.location(text)
        if let scope = debugger.resolver.scopes.range(of: text) { return scope }
        return window(around: location.pcs.first { $0 >= debugger.walk?.machine.pc ?? 0 } ?? location.pcs[0])
    }
}

extension Debugger {
    /// What a listing marks.
    var listingMarks: ProgramListing.Marks {
        var marks = ProgramListing.Marks(pc: walk?.machine.pc)
        for point in stops.points where point.isEnabled {
            if case .breakpoint(let location) = point.kind { marks.breakpoints.formUnion(location.pcs) }
        }
        if let walk { EditMark(walk).mark(&marks, in: program) }
        return marks
    }
}
