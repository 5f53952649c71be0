/// Saved states: a copy of the whole walk each, so going there is exact.
struct SnapshotList {
    struct Snapshot {
        let number: Int
        let walk: Walk
        /// The rules that held then.
        let rules: RuleList
        let note: String
    }

    private(set) var snapshots: [Snapshot] = []
    private var nextNumber = 1

    mutating func add(_ walk: Walk, rules: RuleList = RuleList(), note: String) -> Snapshot {
        let snapshot = Snapshot(number: nextNumber, walk: walk, rules: rules, note: note)
        nextNumber += 1
        snapshots.append(snapshot)
        return snapshot
    }

    subscript(number: Int) -> Snapshot? {
        snapshots.first { $0.number == number }
    }

    mutating func remove(_ number: Int) {
        snapshots.removeAll { $0.number == number }
    }
}
