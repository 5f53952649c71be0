/// Options that the views share.
extension CommandInput {
    /// `--rows 3:8`: positions.
    static func rows(_ text: String?) throws(Refusal) -> Range<Int>? {
        guard let text else { return nil }
        let bounds = text.split(separator: ":", omittingEmptySubsequences: false).map { Int($0) }
        if bounds.count == 1, let only = bounds[0], (0..<1 << 40).contains(only) { return only..<only + 1 }
        guard bounds.count == 2, let first = bounds[0], let end = bounds[1], first >= 0, first <= end, end < 1 << 40 else {
            throw Refusal("--rows takes positions: --rows 3:8, or one: --rows 5")
        }
        return first..<end
    }

    /// The layer that the last executed instruction belongs to, where none is given.
    static func currentLayer(_ debugger: borrowing Debugger, where fits: (Int) -> Bool = { _ in true }) throws(Refusal) -> Int? {
        let walk = try debugger.currentWalk
        return walk.program.instructions[..<walk.machine.pc].reversed().lazy.compactMap { ProgramScopes.layer(of: $0.name) }.first(where: fits)
    }
}
