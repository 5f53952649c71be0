import Checkpoint

/// Which tensors a page takes, and how, so that it does not become larger than it may.
///
/// All of them bit for bit if there is room; else the largest with one byte per number, as many as it takes; and if that is still
/// too much, the smallest first until the room is full.
struct TensorPlan {
    private(set) var taken: [PackedTensor]
    private(set) var roundedCount = 0
    private(set) var leftOut: [String] = []

    init(_ entries: [TensorEntry], room: Int) {
        taken = entries.map { PackedTensor(entry: $0, form: .exact) }
        var size = taken.reduce(0) { $0 + $1.byteCount }
        let bySize = taken.indices.sorted { (taken[$0].byteCount, $0) < (taken[$1].byteCount, $1) }
        for index in bySize.reversed() where size > room && taken[index].canBeRounded {
            size -= taken[index].byteCount
            taken[index].form = .rounded
            size += taken[index].byteCount
        }
        roundedCount = taken.count { $0.form == .rounded }
        guard size > room else { return }
        var used = 0
        var kept: Set<Int> = []
        for index in taken.indices.sorted(by: { (taken[$0].byteCount, $0) < (taken[$1].byteCount, $1) }) {
            used += taken[index].byteCount
            guard used <= room else { break }
            kept.insert(index)
        }
        leftOut = taken.indices.filter { !kept.contains($0) }.map { taken[$0].entry.name }
        taken = kept.sorted().map { taken[$0] }
        roundedCount = taken.count { $0.form == .rounded }
    }
}
