/// Loops over floats, sixteen at a time; the last few go through a register that is filled up.
enum LaneLoops {
    /// y[i] = f(x[i])
    @inline(__always)
    static func map(_ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, count: Int, _ f: (Lanes) -> Lanes) {
        let whole = count & ~15
        for i in stride(from: 0, to: whole, by: 16) { y.store(f(x.lanes(i)), at: i) }
        if whole < count { y.store(f(x.lanes(whole, count: count - whole)), at: whole, count: count - whole) }
    }

    /// y[i] = f(a[i], b[i])
    @inline(__always)
    static func zip(
        _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, count: Int, _ f: (Lanes, Lanes) -> Lanes
    ) {
        let whole = count & ~15
        for i in stride(from: 0, to: whole, by: 16) { y.store(f(a.lanes(i), b.lanes(i)), at: i) }
        guard whole < count else { return }
        y.store(f(a.lanes(whole, count: count - whole), b.lanes(whole, count: count - whole)), at: whole, count: count - whole)
    }

    /// Gives all of x to `f`, the last register filled up with `padding`.
    @inline(__always)
    static func forEach(_ x: UnsafePointer<Float>, count: Int, padding: Float = 0, _ f: (Lanes) -> Void) {
        let whole = count & ~15
        for i in stride(from: 0, to: whole, by: 16) { f(x.lanes(i)) }
        if whole < count { f(x.lanes(whole, count: count - whole, padding: padding)) }
    }
}

extension UnsafePointer<Float> {
    /// The next `count` floats, below sixteen, and `padding`.
    @inline(__always)
    func lanes(_ offset: Int, count: Int, padding: Float = 0) -> Lanes {
        var lanes = Lanes(repeating: padding)
        for i in 0..<count { lanes[i] = self[offset + i] }
        return lanes
    }
}

extension UnsafeMutablePointer<Float> {
    /// Stores the first `count` of the lanes.
    @inline(__always)
    func store(_ lanes: Lanes, at offset: Int, count: Int) {
        for i in 0..<count { self[offset + i] = lanes[i] }
    }
}
