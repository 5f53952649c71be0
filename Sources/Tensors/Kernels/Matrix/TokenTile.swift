/// The sums of a few tokens with four registers each, held in registers throughout a loop.
///
/// The two kinds of product share it. Where lanes are inputs, the four are four outputs and `x` differs from lane to
/// lane; where lanes are outputs, the four are 64 outputs and `x` is one number for all lanes.
protocol TokenTile: SendableMetatype {
    static var tokens: Int { get }

    init()
    /// Continues sums that were stored as columns.
    init(columnsAt y: UnsafePointer<Float>, stride: Int)

    /// Adds w · x, where `x` is sixteen numbers per token, `stride` floats from token to token.
    mutating func add(_ w: Quad, lanesAt x: UnsafePointer<Float>, stride: Int)
    /// Adds w · x, where `x` is one number per token.
    mutating func add(_ w: Quad, numberAt x: UnsafePointer<Float>, stride: Int)

    /// Adds 64 columns per token that were stored before.
    mutating func addColumns(at y: UnsafePointer<Float>, stride: Int)
    /// Stores 64 columns per token, times `scale`.
    func storeColumns(to y: UnsafeMutablePointer<Float>, stride: Int, scale: Float)
    /// Sums the lanes and stores the first `count` of the four sums, times `scale`, per token; `apart` floats from one to the next.
    func storeSums(to y: UnsafeMutablePointer<Float>, apart: Int, stride: Int, count: Int, scale: Float)
}

struct OneToken: TokenTile {
    private var sum = Quad()

    static var tokens: Int { 1 }

    @inline(__always)
    init() {}

    @inline(__always)
    init(columnsAt y: UnsafePointer<Float>, stride: Int) {
        sum = Quad(a: y.lanes(), b: y.lanes(16), c: y.lanes(32), d: y.lanes(48))
    }

    @inline(__always)
    mutating func add(_ w: Quad, lanesAt x: UnsafePointer<Float>, stride: Int) {
        sum.addProduct(w, x.lanes())
    }

    @inline(__always)
    mutating func add(_ w: Quad, numberAt x: UnsafePointer<Float>, stride: Int) {
        sum.addProduct(w, Lanes(repeating: x.pointee))
    }

    @inline(__always)
    mutating func addColumns(at y: UnsafePointer<Float>, stride: Int) {
        sum = Quad(a: y.lanes() + sum.a, b: y.lanes(16) + sum.b, c: y.lanes(32) + sum.c, d: y.lanes(48) + sum.d)
    }

    @inline(__always)
    func storeColumns(to y: UnsafeMutablePointer<Float>, stride: Int, scale: Float) {
        y.store(sum.a * scale)
        y.store(sum.b * scale, at: 16)
        y.store(sum.c * scale, at: 32)
        y.store(sum.d * scale, at: 48)
    }

    @inline(__always)
    func storeSums(to y: UnsafeMutablePointer<Float>, apart: Int, stride: Int, count: Int, scale: Float) {
        let sums = sum.sums * scale
        y[0] = sums.x
        if count > 1 { y[apart] = sums.y }
        if count > 2 { y[2 * apart] = sums.z }
        if count > 3 { y[3 * apart] = sums.w }
    }
}

/// Two tiles side by side.
struct JoinedTiles<First: TokenTile, Second: TokenTile>: TokenTile {
    private var first: First
    private var second: Second

    static var tokens: Int { First.tokens + Second.tokens }

    @inline(__always)
    init() {
        first = First()
        second = Second()
    }

    @inline(__always)
    init(columnsAt y: UnsafePointer<Float>, stride: Int) {
        first = First(columnsAt: y, stride: stride)
        second = Second(columnsAt: y + First.tokens * stride, stride: stride)
    }

    @inline(__always)
    mutating func add(_ w: Quad, lanesAt x: UnsafePointer<Float>, stride: Int) {
        first.add(w, lanesAt: x, stride: stride)
        second.add(w, lanesAt: x + First.tokens * stride, stride: stride)
    }

    @inline(__always)
    mutating func add(_ w: Quad, numberAt x: UnsafePointer<Float>, stride: Int) {
        first.add(w, numberAt: x, stride: stride)
        second.add(w, numberAt: x + First.tokens * stride, stride: stride)
    }

    @inline(__always)
    mutating func addColumns(at y: UnsafePointer<Float>, stride: Int) {
        first.addColumns(at: y, stride: stride)
        second.addColumns(at: y + First.tokens * stride, stride: stride)
    }

    @inline(__always)
    func storeColumns(to y: UnsafeMutablePointer<Float>, stride: Int, scale: Float) {
        first.storeColumns(to: y, stride: stride, scale: scale)
        second.storeColumns(to: y + First.tokens * stride, stride: stride, scale: scale)
    }

    @inline(__always)
    func storeSums(to y: UnsafeMutablePointer<Float>, apart: Int, stride: Int, count: Int, scale: Float) {
        first.storeSums(to: y, apart: apart, stride: stride, count: count, scale: scale)
        second.storeSums(to: y + First.tokens * stride, apart: apart, stride: stride, count: count, scale: scale)
    }
}

typealias TwoTokens = JoinedTiles<OneToken, OneToken>
typealias ThreeTokens = JoinedTiles<TwoTokens, OneToken>
typealias FourTokens = JoinedTiles<TwoTokens, TwoTokens>
typealias FiveTokens = JoinedTiles<ThreeTokens, TwoTokens>
typealias SixTokens = JoinedTiles<ThreeTokens, ThreeTokens>

/// The largest tile whose sums fit the registers: 6 × 4 of 32 with AVX-512, 1 × 4 pairs of 16 with AVX2.
enum RegisterBudget {
    #if WIDE_REGISTERS
    static let tokens = 6
    /// Rows of weights in a panel of 64 columns: longer ones store sums less often, and the second cache is fast enough for one stream.
    static let panelDepth = 256
    #else
    static let tokens = 1
    static let panelDepth = 64
    #endif
}
