/// Something that stops a walk: a breakpoint, a watched expression, a caught event. One list holds them all, as in gdb.
struct StopPoint: Sendable {
    enum Kind: Sendable {
        /// Before these instructions, or after them if the condition is about their values.
        case breakpoint(NameResolver.Location)
        /// When the value of an expression changes.
        case watch(WrittenExpression)
        case event(CaughtEvent)
    }

    let number: Int
    var kind: Kind
    /// As it was typed, to be saved and typed again.
    let source: String
    var condition: WrittenExpression?
    var isTemporary = false
    var isEnabled = true
    /// Stops that are still to be passed over.
    var ignoreCount = 0
    var hits = 0
    /// Lines that are carried out when it stops.
    var commands: [String] = []

    init(number: Int, kind: Kind, source: String) {
        self.number = number
        self.kind = kind
        self.source = source
    }

    var kindName: String {
        switch kind {
        case .breakpoint: "Breakpoint"
        case .watch: "Watchpoint"
        case .event: "Catchpoint"
        }
    }

    var description: String {
        switch kind {
        case .breakpoint(let location): location.description
        case .watch(let expression): expression.text
        case .event(let event): event.summary
        }
    }
}

/// What happens in a pass that one may want to see.
enum CaughtEvent: String, CaseIterable, Sendable {
    case nan
    case expertChange = "expert-change"
    case chunkBoundary = "chunk-boundary"

    var summary: String {
        switch self {
        case .nan: "a value that is not a number, where it first appears"
        case .expertChange: "the last token goes to another expert than the token before it"
        case .chunkBoundary: "a pass holds the first position of a chunk"
        }
    }
}
