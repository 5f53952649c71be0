import Testing
@testable import Tensors

struct StorageTests {
    @Test func blocksAreUsedAgain() {
        let pool = BlockPool(idleLimit: 1 << 20)
        let size = BlockPool.roundedCapacity(1000)
        let first = pool.take(size)
        pool.giveBack(first, size)
        #expect(pool.idleByteCount == size * 4)
        #expect(pool.take(size) == first)
        #expect(pool.idleByteCount == 0)
        pool.giveBack(first, size)
    }

    @Test func idleMemoryIsBounded() {
        let pool = BlockPool(idleLimit: 100 * 4 * 16)
        let blocks = (0..<200).map { _ in pool.take(16) }
        for block in blocks { pool.giveBack(block, 16) }
        #expect(pool.idleByteCount == 100 * 4 * 16)
        pool.giveBack(pool.take(4096), 4096)
        #expect(pool.idleByteCount == 100 * 4 * 16)
    }

    @Test func whatIsIdleLongestGoesFirst() {
        let pool = BlockPool(idleLimit: 3 * 64)
        let (old, newer) = (pool.take(16), [pool.take(32)])
        pool.giveBack(old, 16)
        for block in newer { pool.giveBack(block, 32) }
        #expect(pool.idleByteCount == 3 * 64)
        let another = pool.take(16)
        #expect(another == old)
        pool.giveBack(another, 16)
        // The block of 32 has been idle longer now.
        let last = [pool.take(16), pool.take(16)]
        for block in last { pool.giveBack(block, 16) }
        #expect(pool.idleByteCount == 2 * 64)
        #expect(last.contains(pool.take(16)))
    }

    @Test func largeBlocksAreMemoryLikeAnyOther() {
        for capacity in [65_535, 65_536, 1 << 20] {
            let rounded = BlockPool.roundedCapacity(capacity)
            let block = SystemMemory.allocate(rounded)
            #expect(UInt(bitPattern: block) % 64 == 0)
            block.update(repeating: 3, count: rounded)
            #expect(block[0] == 3 && block[rounded - 1] == 3)
            SystemMemory.free(block, rounded)
        }
    }

    @Test func sizesAreRoundedUpByAQuarterAtMost() {
        var last = 0
        for capacity in 1..<20_000 {
            let rounded = BlockPool.roundedCapacity(capacity)
            #expect(rounded >= capacity && rounded % 16 == 0 && rounded >= last)
            #expect(rounded <= max(16, capacity + max(capacity / 4, 15)))
            #expect(BlockPool.roundedCapacity(rounded) == rounded)
            last = rounded
        }
    }

    @Test func copiesShareUntilWritten() {
        let first = Tensor([3], [1, 2, 3])
        var second = first
        second[flat: 1] = 9
        #expect(first.values == [1, 2, 3])
        #expect(second.values == [1, 9, 3])
    }
}

@Suite(.serialized)
struct ParallelTests {
    @Test(arguments: [1, 2, 3, 7])
    func everyIndexOnce(threads: Int) {
        for count in [0, 1, 2, 5, 64, 1000, 100_003] {
            for granularity in [1, 4, 64] {
                let hits = Tensor([count + 1]) { hits in
                    hits.update(repeating: 0)
                    let target = MutableFloats(hits)
                    withThreads(threads) {
                        Parallel.forEachRange(count: count, granularity: granularity) { range in
                            precondition(range.lowerBound % granularity == 0)
                            for i in range { target.base[i] += 1 }
                        }
                    }
                }
                let values = hits.values
                #expect(values.last == 0)
                #expect(values.dropLast().allSatisfy { $0 == 1 })
            }
        }
    }

    @Test func loopsWithinLoopsAndManyInARow() {
        let sums = Tensor([64 * 64]) { sums in
            sums.update(repeating: 0)
            let target = MutableFloats(sums)
            withThreads(3) {
                for _ in 0..<500 {
                    Parallel.forEachRange(count: 64) { outer in
                        for i in outer {
                            Parallel.forEachRange(count: 64) { inner in
                                for j in inner { target.base[i * 64 + j] += 1 }
                            }
                        }
                    }
                }
            }
        }
        #expect(sums.values == [Float](repeating: 500, count: 64 * 64))
    }

    @Test func callersOnManyThreads() async {
        await withTaskGroup(of: Bool.self) { group in
            for caller in 0..<6 {
                group.addTask {
                    var noise = Noise(seed: UInt64(caller + 1))
                    let x = noise.tensor([64, 1024])
                    let expected = x.values.map { $0 + $0 }
                    return (0..<100).allSatisfy { _ in Kernels.add(x, x).values == expected }
                }
            }
            for await isRight in group { #expect(isRight) }
        }
    }
}
