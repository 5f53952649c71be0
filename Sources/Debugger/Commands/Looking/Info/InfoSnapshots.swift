import JSON

/// `info snapshots`: saved states.
enum InfoSnapshots {
    static func answer(_ debugger: Debugger) -> Answer {
        let snapshots = debugger.snapshots.snapshots
        guard !snapshots.isEmpty else { return Answer("There are no snapshots. `snapshot` makes one.", json: []) }
        return Answer(
            snapshots.map { "\($0.number): \(SnapshotText.place($0.walk))" + ($0.note.isEmpty ? "" : "  (\($0.note))") }.joined(separator: "\n"),
            json: .array(snapshots.map { snapshot in
                ["number": .int(snapshot.number), "pass": .int(snapshot.walk.passIndex), "pc": .int(snapshot.walk.machine.pc), "note": .string(snapshot.note)]
            }))
    }
}
