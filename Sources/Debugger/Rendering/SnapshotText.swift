/// Where a saved state stands, in words.
enum SnapshotText {
    static func place(_ walk: Walk) -> String {
        let pass = "pass \(walk.passIndex + 1)"
        guard let next = walk.machine.nextInstruction else { return "the end of \(pass)" }
        return "\(pass), instruction \(next.pc), \(next.name)"
    }
}
