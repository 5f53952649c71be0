import Machine

/// The lines that stepping shows: what was computed, and what comes next. Their columns stand below each other.
///
///          0  embed                [25, 128]   mean +0.002  std 0.98  max |x| 3.40
///     =>   1  layers.0.attn_norm   rms_norm          embed                 [25, 128]
extension ProgramListing {
    /// An instruction that has not run yet.
    public func line(_ pc: Int, _ style: TextStyle = .plain) -> String {
        guard program.instructions.indices.contains(pc) else { return "" }
        let instruction = program.instructions[pc]
        let beginning = self.beginning(instruction, style)
        let (sources, shape) = (sources(of: instruction), shape(of: instruction, style))
        var operation = operation(of: instruction, style)
        func room() -> Int { style.width - [beginning, operation, shape].reduce(4) { $0 + $1.displayWidth } }
        // The sources are what can be looked up elsewhere, so they go first.
        if room() > 24 { operation = operation.padded(to: 16) }
        guard room() >= 4 else { return fitted(beginning + operation + "  " + shape, style) }
        let cut = sources.truncated(to: room(), ellipsis: style.glyphs.ellipsis)
        return fitted(beginning + operation + "  " + cut.padded(to: min(room(), 20)) + "  " + shape, style)
    }

    /// An instruction and what it computed.
    public func line(_ pc: Int, value: Value, _ style: TextStyle = .plain) -> String {
        line(pc, style) { ValueSummary(value).text($0) }
    }

    /// An instruction and what is said of its value, in the room that is left.
    public func line(_ pc: Int, _ style: TextStyle = .plain, summary: (TextStyle) -> String) -> String {
        guard program.instructions.indices.contains(pc) else { return "" }
        let beginning = self.beginning(program.instructions[pc], style)
        var rest = style
        rest.width = max(style.width - beginning.displayWidth, 1)
        return fitted(beginning + summary(rest), style)
    }

    /// Marker and name. Most names are as wide as the column; a longer one pushes the rest of its line.
    private func beginning(_ instruction: Instruction, _ style: TextStyle) -> String {
        let longest = program.instructions.map(\.name.utf8.count).max() ?? 0
        let name = name(of: instruction, style, width: style.width * 2 / 5)
        let digits = String(max(program.instructions.count - 1, 0)).count
        let isNext = instruction.pc == marks.pc
        let marker = (isNext ? "=>" : "  ") + String(instruction.pc).padded(to: digits + 1, .right)
        let state = marks.edited.contains(instruction.pc) ? "* " : marks.stale.contains(instruction.pc) ? "~ " : "  "
        return style.palette(isNext ? .marked : .dim, marker) + state + name.padded(to: min(longest, style.width * 3 / 10)) + "  "
    }

    private func fitted(_ line: String, _ style: TextStyle) -> String {
        line.truncated(to: style.width, ellipsis: style.glyphs.ellipsis).trimmedAtEnd
    }
}
