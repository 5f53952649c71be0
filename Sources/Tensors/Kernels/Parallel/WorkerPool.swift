import Foundation
import Synchronization

/// Threads that wait for the next loop: spinning for a moment, because in a forward pass it comes soon, then parked.
///
/// A thread that sleeps takes longer to wake than most loops of a single token last. So nobody waits for it: the calling
/// thread begins at once, whoever is awake joins in, and once all is handed out late comers find the gate closed.
final class WorkerPool: Sendable {
    static let shared = WorkerPool()

    /// Looks at the gate before a thread goes to sleep: some tenths of a millisecond.
    private static let patience = 200_000

    private let workers = Mutex<[Worker]>([])
    /// Whether somebody runs a loop. A second caller, or a loop within a loop, works alone.
    private let isBusy = Atomic<Bool>(false)

    /// Which loop it is, so that nobody joins twice.
    private let generation = Atomic<Int>(0)
    /// Helpers at work, or −1 if the gate is closed.
    private let gate = Atomic<Int>(-1)
    private let next = Atomic<Int>(0)
    private let loop = Loop()

    /// What is to be done. Written while the gate is closed, read behind it.
    private final class Loop: @unchecked Sendable {
        var count = 0
        var helpers = 0
        var body: (@Sendable (Int) -> Void)?
    }

    private final class Worker: Sendable {
        let isParked = Atomic<Bool>(false)
        let bell = DispatchSemaphore(value: 0)
    }

    /// Calls `body` with each of `0..<count`, on this thread and up to `threads` − 1 others.
    func run(_ count: Int, threads: Int, _ body: @Sendable (Int) -> Void) {
        guard threads > 1, isBusy.compareExchange(expected: false, desired: true, ordering: .acquiring).exchanged else {
            for index in 0..<count { body(index) }
            return
        }
        withoutActuallyEscaping(body) { body in
            loop.body = body
            loop.count = count
            loop.helpers = threads - 1
            next.store(0, ordering: .relaxed)
            generation.wrappingAdd(1, ordering: .relaxed)
            gate.store(0, ordering: .sequentiallyConsistent)
            wake(threads - 1)
            work()
            while !gate.compareExchange(expected: 0, desired: -1, ordering: .acquiringAndReleasing).exchanged {}
            loop.body = nil
        }
        isBusy.store(false, ordering: .releasing)
    }

    private func work() {
        let (count, body) = (loop.count, loop.body!)
        while true {
            let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
            guard index < count else { return }
            body(index)
        }
    }

    private func wake(_ count: Int) {
        workers.withLock { workers in
            while workers.count < count {
                let worker = Worker()
                let place = workers.count
                workers.append(worker)
                Thread.detachNewThread { self.serve(worker, place) }
            }
            for worker in workers.prefix(count) where worker.isParked.exchange(false, ordering: .sequentiallyConsistent) {
                worker.bell.signal()
            }
        }
    }

    private func serve(_ worker: Worker, _ place: Int) -> Never {
        var served = -1
        var idle = 0
        while true {
            if join(place, &served) {
                idle = 0
            } else if idle < Self.patience {
                idle += 1
            } else {
                park(worker, served)
                idle = 0
            }
        }
    }

    /// Takes part in the present loop, if there is one that this thread hasn't seen yet.
    private func join(_ place: Int, _ served: inout Int) -> Bool {
        guard generation.load(ordering: .relaxed) != served else { return false }
        let helpers = gate.load(ordering: .relaxed)
        guard helpers >= 0, gate.compareExchange(expected: helpers, desired: helpers + 1, ordering: .acquiring).exchanged else {
            return false
        }
        served = generation.load(ordering: .relaxed)
        if place < loop.helpers { work() }
        gate.wrappingSubtract(1, ordering: .releasing)
        return true
    }

    private func park(_ worker: Worker, _ served: Int) {
        worker.isParked.store(true, ordering: .sequentiallyConsistent)
        // A loop that began before the flag was seen rings no bell.
        let isMissed = gate.load(ordering: .sequentiallyConsistent) >= 0 && generation.load(ordering: .relaxed) != served
        if isMissed && worker.isParked.exchange(false, ordering: .sequentiallyConsistent) { return }
        worker.bell.wait()
    }
}
