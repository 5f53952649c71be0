import Foundation
import Synchronization
import Tensors

/// A stretch of weights that is to be in memory. Brought in piece by piece, by whoever has time.
final class PageRequest: Sendable {
    let addresses: Range<UInt>
    /// Whether the present instruction reads it.
    let isUrgent: Bool
    private let memory: any PagedMemory
    private let pieceCount: Int
    private let next = Atomic<Int>(0)
    private let missing: Atomic<Int>

    /// Bytes that are asked for at a time.
    private static let pieceSize: UInt = 4 << 20

    init(_ memory: any PagedMemory, _ addresses: Range<UInt>, isUrgent: Bool) {
        self.memory = memory
        self.addresses = addresses
        self.isUrgent = isUrgent
        pieceCount = (addresses.count + Int(Self.pieceSize) - 1) / Int(Self.pieceSize)
        missing = Atomic(pieceCount)
    }

    func overlaps(_ other: PageRequest) -> Bool { addresses.overlaps(other.addresses) }

    func covers(_ other: PageRequest) -> Bool {
        addresses.lowerBound <= other.addresses.lowerBound && other.addresses.upperBound <= addresses.upperBound
    }

    /// Brings in the next piece that nobody has taken.
    ///
    /// - Returns: false if none is left.
    func bringInNextPiece() -> Bool {
        let start = addresses.lowerBound + UInt(next.wrappingAdd(1, ordering: .relaxed).oldValue) * Self.pieceSize
        guard start < addresses.upperBound else { return false }
        memory.bringIn(start..<min(start + Self.pieceSize, addresses.upperBound))
        missing.wrappingSubtract(1, ordering: .releasing)
        return true
    }

    /// Brings in what is left, and waits for what others are bringing in.
    func complete() {
        while bringInNextPiece() {}
        while missing.load(ordering: .acquiring) > 0 { sched_yield() }
    }

    func giveBack() {
        // Nobody begins a piece from here on; one that has begun is waited for, so that it doesn't come back.
        let begun = next.exchange(addresses.count, ordering: .relaxed)
        let skipped = max(pieceCount - begun, 0)
        while missing.load(ordering: .acquiring) > skipped { sched_yield() }
        memory.giveBack(addresses)
    }
}

/// The thread that works through requests in the order of their use.
final class PageRequests: Sendable {
    private struct State {
        var waiting: [PageRequest] = []
        var isClosed = false
    }

    private let state = Mutex(State())
    private let bell = DispatchSemaphore(value: 0)

    func add(_ request: PageRequest) {
        state.withLock { $0.waiting.append(request) }
        bell.signal()
    }

    func close() {
        state.withLock { $0.isClosed = true }
        bell.signal()
    }

    func serve() {
        Thread.detachNewThread { [self] in
            while true {
                bell.wait()
                let (request, isClosed) = state.withLock { state in
                    (state.waiting.isEmpty ? nil : state.waiting.removeFirst(), state.isClosed)
                }
                guard !isClosed else { return }
                guard let request else { continue }
                while request.bringInNextPiece() {}
            }
        }
    }
}
