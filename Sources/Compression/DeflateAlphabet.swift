/// What the symbols of deflate stand for.
///
/// - Source: RFC 1951 §3.2.5 and §3.2.7.
enum DeflateAlphabet {
    struct Step {
        let base: Int
        let extraBits: Int
    }

    /// The copies' lengths, from symbol 257.
    static let lengths: [Step] = steps(from: 3, extraBits: [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5])
        .dropLast() + [Step(base: 227, extraBits: 5), Step(base: 258, extraBits: 0)]

    /// How far back they begin.
    static let distances: [Step] = steps(from: 1, extraBits: (0..<30).map { max(0, $0 / 2 - 1) })

    /// The order in which the lengths of the code for code lengths are given.
    static let order = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]

    /// Each step begins where the one before ends.
    private static func steps(from first: Int, extraBits: [Int]) -> [Step] {
        var base = first
        return extraBits.map { count in
            defer { base += 1 << count }
            return Step(base: base, extraBits: count)
        }
    }
}
