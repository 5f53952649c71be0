import Views

/// Where a walk stands: a line for what has been executed and a line for what comes next.
///
///          0  embed                    [25, 128]   mean +0.002  std 0.98  max |x| 3.4
///     =>   1  layers.0.attn_norm       rms_norm    embed                  [25, 128]
struct StateText {
    private let walk: Walk
    private let style: TextStyle
    private let listing: ProgramListing

    init(_ walk: Walk, _ style: TextStyle) {
        self.walk = walk
        self.style = style
        var marks = ProgramListing.Marks(pc: walk.machine.pc)
        EditMark(walk).mark(&marks, in: walk.program)
        listing = ProgramListing(walk.program, marks: marks, newPositions: walk.machine.ids.count)
    }

    /// An instruction that has been executed, and what came out.
    func executed(_ pc: Int) -> String {
        let instruction = walk.program.instructions[pc]
        guard let value = try? walk.machine.value(of: instruction.result) else {
            // A recording may say what a value is like without having its numbers.
            let event = walk.recording?.event(instruction, at: walk)
            return event.map { event in listing.line(pc, style) { RecordedStatistics(event: event).summary($0) } } ?? listing.line(pc, style)
        }
        return listing.line(pc, value: value, style)
    }

    /// What `step` would do next.
    func next() throws -> [String] {
        guard walk.machine.isPassComplete else { return [listing.line(walk.machine.pc, style)] }
        let arrow = style.palette(.marked, "=>") + " end of pass \(walk.passIndex + 1)"
        if walk.isSeeing {
            let ahead = walk.pendingTowerPassCount == 0 ? "the text comes next" : "\(walk.pendingTowerPassCount.times("pass")) of the vision tower to come"
            return [fitted("\(arrow); \(ahead)")]
        }
        guard walk.pendingCount == 0 else {
            return [fitted("\(arrow); \(walk.pendingCount.times("token")) of the prompt to come")]
        }
        // A pass whose logits are no numbers is still a place to stand and look around.
        guard let text = try? PassText(walk).choice() else {
            return [fitted(walk.recording == nil ? "\(arrow); nothing can be chosen: its logits are not all numbers" : arrow)]
        }
        return [fitted("\(arrow)  next token \(text)")]
    }

    private func fitted(_ line: String) -> String {
        line.truncated(to: style.width, ellipsis: style.glyphs.ellipsis)
    }
}
