import Testing
@testable import Tensors

struct CacheViewTests {
    /// A view and what it must hold, kept the plain way.
    struct Twin {
        var view: CacheView
        var rows: [[Float]] = []
        var firstPosition: Int

        init(rowLength: Int, firstPosition: Int = 0) {
            view = CacheView(rowLength: rowLength, firstPosition: firstPosition)
            self.firstPosition = firstPosition
        }

        mutating func append(_ count: Int, _ noise: inout Noise) {
            let new = (0..<count).map { _ in (0..<view.rowLength).map { _ in noise.next() } }
            view = view.appending(Tensor([count, view.rowLength], new.flatMap { $0 }))
            rows += new
        }

        mutating func drop(before position: Int) {
            view = view.dropping(before: position)
            let dropped = min(max(position - firstPosition, 0), rows.count)
            rows.removeFirst(dropped)
            firstPosition += dropped
        }

        var isTrue: Bool {
            var flat: [Float] = []
            var next = 0
            var isConsecutive = true
            view.forEachRun { first, run in
                isConsecutive = isConsecutive && first == next && !run.isEmpty
                next += run.count / view.rowLength
                flat += run
            }
            return isConsecutive && next == rows.count && view.count == rows.count && view.firstPosition == firstPosition
                && view.endPosition == firstPosition + rows.count && flat == rows.flatMap { $0 } && view.tensor.values == flat
        }
    }

    @Test(arguments: [0, 1, 255, 256, 257, 511, 512, 513, 1000])
    func appendsAcrossPageBorders(count: Int) {
        var noise = Noise(seed: 1)
        var twin = Twin(rowLength: 3, firstPosition: 40)
        for piece in [count, 1, 255, 256, 2] {
            twin.append(piece, &noise)
            #expect(twin.isTrue)
        }
    }

    @Test func aForkLeavesTheOriginalAlone() {
        var noise = Noise(seed: 2)
        var trunk = Twin(rowLength: 4)
        trunk.append(100, &noise)
        var (left, right) = (trunk, trunk)
        left.append(10, &noise)
        right.append(300, &noise)
        let old = trunk
        trunk.append(1, &noise)
        left.append(200, &noise)
        #expect(trunk.isTrue && left.isTrue && right.isTrue && old.isTrue)
    }

    @Test func aPageIsSharedUntilSomebodyElseWroteOn() {
        let one = Tensor([1, 2], [1, 2])
        let first = CacheView(rowLength: 2).appending(one)
        let second = first.appending(one)
        let fork = first.appending(one)
        func address(_ view: CacheView) -> UnsafePointer<Float>? {
            var address: UnsafePointer<Float>?
            view.forEachRun { if $0 == 0 { address = $1.baseAddress } }
            return address
        }
        #expect(address(first) == address(second))
        #expect(address(first) != address(fork))
    }

    @Test func droppingReleasesWholePages() {
        var noise = Noise(seed: 3)
        var twin = Twin(rowLength: 2, firstPosition: 10)
        twin.append(600, &noise)
        let page = CachePage.rowCapacity * 2 * 4
        #expect(twin.view.byteCount == 3 * page)
        twin.drop(before: 5)
        twin.drop(before: 10 + 255)
        #expect(twin.view.byteCount == 3 * page && twin.isTrue)
        twin.drop(before: 10 + 256)
        #expect(twin.view.byteCount == 2 * page && twin.isTrue)
        twin.drop(before: 10_000)
        #expect(twin.isTrue && twin.view.count == 0)
        twin.append(3, &noise)
        #expect(twin.isTrue)
    }

    /// Everything that forks, steps back, drops and appends can do to one another, many times.
    @Test(arguments: 0..<20)
    func manyViewsOfOneHistory(seed: UInt64) {
        var noise = Noise(seed: seed + 1)
        func choose(_ count: Int) -> Int { min(Int((noise.next() + 1) / 2 * Float(count)), count - 1) }
        var twins = [Twin(rowLength: 2)]
        for _ in 0..<200 {
            let which = choose(twins.count)
            switch choose(4) {
            case 0: twins.append(twins[which])
            case 1: twins[which].drop(before: twins[which].firstPosition + choose(200))
            default: twins[which].append([1, 1, 7, 130, 256, 300][choose(6)], &noise)
            }
            if twins.count > 8 { twins.remove(at: choose(twins.count)) }
        }
        #expect(twins.allSatisfy { $0.isTrue })
    }

    @Test func aHundredThousandPositionsOneByOne() {
        var view = CacheView(rowLength: 4)
        let row = Tensor([1, 4], repeating: 1)
        for _ in 0..<100_000 { view = view.appending(row) }
        #expect(view.count == 100_000)
        #expect(view.byteCount == (100_000 + 255) / 256 * 256 * 16)
    }
}
