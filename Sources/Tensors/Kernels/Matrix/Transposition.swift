/// Sixteen registers as a square of floats.
struct LaneSquare {
    private var low: (Quad, Quad)
    private var high: (Quad, Quad)

    /// - Parameter row: gives each of the sixteen rows.
    @inline(__always)
    init(_ row: (Int) -> Lanes) {
        low = (Quad(a: row(0), b: row(1), c: row(2), d: row(3)), Quad(a: row(4), b: row(5), c: row(6), d: row(7)))
        high = (Quad(a: row(8), b: row(9), c: row(10), d: row(11)), Quad(a: row(12), b: row(13), c: row(14), d: row(15)))
    }

    /// Rows become columns: dealing out neighbours turns the eight bits of (row, lane) by one place, so four times swaps the two.
    @inline(__always)
    var transposed: LaneSquare { dealt.dealt.dealt.dealt }

    @inline(__always)
    private var dealt: LaneSquare {
        let (a, i) = deal(low.0.a, low.0.b)
        let (b, j) = deal(low.0.c, low.0.d)
        let (c, k) = deal(low.1.a, low.1.b)
        let (d, l) = deal(low.1.c, low.1.d)
        let (e, m) = deal(high.0.a, high.0.b)
        let (f, n) = deal(high.0.c, high.0.d)
        let (g, o) = deal(high.1.a, high.1.b)
        let (h, p) = deal(high.1.c, high.1.d)
        return LaneSquare(
            (Quad(a: a, b: b, c: c, d: d), Quad(a: e, b: f, c: g, d: h)), (Quad(a: i, b: j, c: k, d: l), Quad(a: m, b: n, c: o, d: p)))
    }

    @inline(__always)
    private init(_ low: (Quad, Quad), _ high: (Quad, Quad)) {
        self.low = low
        self.high = high
    }

    /// Stores the rows where `place` says.
    @inline(__always)
    func store(_ place: (Int) -> UnsafeMutablePointer<Float>) {
        store(low.0, 0, place)
        store(low.1, 4, place)
        store(high.0, 8, place)
        store(high.1, 12, place)
    }

    @inline(__always)
    private func store(_ rows: Quad, _ first: Int, _ place: (Int) -> UnsafeMutablePointer<Float>) {
        place(first).store(rows.a)
        place(first + 1).store(rows.b)
        place(first + 2).store(rows.c)
        place(first + 3).store(rows.d)
    }
}

/// The even and the odd lanes of two registers. Written out, because `evenHalf` and `oddHalf` of so long a vector become calls.
@inline(__always)
func deal(_ a: Lanes, _ b: Lanes) -> (even: Lanes, odd: Lanes) {
    (
        Lanes(a[0], a[2], a[4], a[6], a[8], a[10], a[12], a[14], b[0], b[2], b[4], b[6], b[8], b[10], b[12], b[14]),
        Lanes(a[1], a[3], a[5], a[7], a[9], a[11], a[13], a[15], b[1], b[3], b[5], b[7], b[9], b[11], b[13], b[15])
    )
}
