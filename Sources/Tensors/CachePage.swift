import Synchronization

/// A fixed number of rows for one layer's keys or values. Rows are only appended; those below the mark never change.
final class CachePage: @unchecked Sendable {
    static let rowCapacity = 256

    let storage: TensorStorage
    /// Rows taken so far, by anybody who shares the page.
    private let mark: Atomic<Int>

    init(rowLength: Int) {
        storage = TensorStorage(capacity: Self.rowCapacity * rowLength)
        mark = Atomic(0)
    }

    /// A page of one's own with the first `count` rows of another.
    init(copying other: CachePage, count: Int, rowLength: Int) {
        storage = TensorStorage(capacity: Self.rowCapacity * rowLength)
        storage.base.update(from: other.storage.base, count: count * rowLength)
        mark = Atomic(count)
    }

    /// Takes the rows from `row` on for the caller, unless somebody else has.
    func claim(_ count: Int, from row: Int) -> Bool {
        mark.compareExchange(expected: row, desired: row + count, ordering: .acquiringAndReleasing).exchanged
    }
}
