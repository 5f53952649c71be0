import Testing
@testable import Tensors

/// Fails where `actual` is further from `expected` than `bound` says; the same infinities and NaN on both sides are close.
func expectClose(
    _ actual: Tensor, _ expected: [Double], within bound: (Int) -> Double, _ message: @autoclosure () -> String = "",
    sourceLocation: SourceLocation = #_sourceLocation
) {
    guard actual.count == expected.count else {
        Issue.record("\(actual.count) numbers where \(expected.count) were expected. \(message())", sourceLocation: sourceLocation)
        return
    }
    let values = actual.values
    for i in values.indices {
        let (mine, theirs) = (Double(values[i]), expected[i])
        if mine == theirs || mine.isNaN && theirs.isNaN { continue }
        if abs(mine - theirs) <= bound(i) { continue }
        Issue.record("[\(i)] is \(mine), expected \(theirs) ± \(bound(i)). \(message())", sourceLocation: sourceLocation)
        return
    }
}

/// Half the distance between neighbouring floats around 1: what one rounding may change, relatively.
let roundoff = 0x1p-24

/// Runs `body` with so many threads.
func withThreads<Result>(_ count: Int, _ body: () throws -> Result) rethrows -> Result {
    let before = Parallel.threadCount
    Parallel.threadCount = count
    defer { Parallel.threadCount = before }
    return try body()
}
