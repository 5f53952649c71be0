import Llama4
import Machine
import Trace
import Views

/// The debugger on a recording: it plays what was computed, and computes nothing.
extension Debugger {
    /// A debugger that stands before the first instruction of a recording.
    public init(replaying recording: Recording, settings: DebuggerSettings = DebuggerSettings()) throws(Refusal) {
        self.init(model: recording.model, program: recording.program, settings: settings)
        self.recording = recording
        try play(recording)
    }

    /// Stands before the first instruction of a recording.
    mutating func play(_ recording: Recording) throws(Refusal) {
        let walk = try refusing { try Walk(recording) }
        follow(walk)
        self.walk = walk
    }

    /// What is shown when a replay begins.
    func replayBanner(_ recording: Recording) -> String {
        let header = recording.trace.header
        let separator = " \(style.glyphs.separator) "
        let pictures = header.images.count
        let tokens = recording.trace.passes.reduce(0) { $0 + $1.event.tokens.count }
        var lines = [
            [header.model.name, "a recording by \(header.writer.name) \(header.writer.version)", "level \(header.level.rawValue)",
             "\(recording.trace.passes.count.times("pass")), \(tokens.times("token"))\(pictures > 0 ? ", \(pictures.times("picture"))" : "")"].joined(separator: separator),
        ]
        if !header.rules.isEmpty { lines.append("Rules: " + header.rules.joined(separator: ", ")) }
        if let warning = recording.trace.warning { lines.append(warning) }
        lines.append("Nothing is computed here: what was not recorded can't be shown. `step` begins, `help` tells everything.")
        return lines.flatMap { $0.wrapped(to: style.width) }.joined(separator: "\n") + "\n"
    }

    /// Commands that show, move and remember. The others need a model.
    private static let replayCommands: Set<String> = [
        "step", "next", "finish", "until", "continue", "token", "goto", "restart", "reverse-step", "reverse-next", "reverse-continue",
        "reverse-finish", "snapshot", "break", "tbreak", "condition", "ignore", "commands", "delete", "enable", "disable", "watch",
        "catch", "list", "where", "print", "x", "info", "display", "undisplay", "stats", "histogram", "residual", "explain", "why",
        "mask", "attention", "router", "temperature", "lens", "top", "help", "apropos", "define", "alias", "source", "log", "save",
        "quit",
    ]

    /// Refuses what a recording can't do.
    func checkReplay(_ command: CommandPage, _ input: CommandInput) throws(Refusal) {
        guard recording != nil else { return }
        let changes = ["router", "temperature"].contains(command.name) && ["on", "off", "sigmoid", "softmax"].contains(input.words.last ?? "")
        guard Self.replayCommands.contains(command.name), !changes else {
            throw Refusal(
                "A recording is played here, and there is no model: `\(command.name)` needs one. `llamastep repl MODEL` opens it.")
        }
    }

    /// What a value that was not recorded in full is like; nil without a recording.
    func recordedStatistics(_ instruction: Instruction) -> ValueEvent? {
        guard let recording, let walk, instruction.pc < walk.machine.pc else { return nil }
        return recording.event(instruction, at: walk)
    }
}
