/// A bar whose length is a share of the room it has.
///
///     ████████▌
public struct Bar: Sendable {
    private let glyphs: Glyphs

    public init(_ glyphs: Glyphs) {
        self.glyphs = glyphs
    }

    /// - Parameters:
    ///   - share: 0 to 1; what lies outside is moved there, NaN is nothing
    ///   - width: the columns of a full bar
    public func text(_ share: Double, width: Int) -> String {
        let length = share.isNaN ? 0 : min(max(share, 0), 1) * Double(max(width, 0))
        guard !glyphs.barEnds.isEmpty else {
            return String(repeating: glyphs.bar, count: Int(length.rounded()))
        }
        let eighths = Int((length * 8).rounded())
        // What is there at all is seen.
        let end = eighths == 0 && length > 0 ? 1 : eighths % 8
        return String(repeating: glyphs.bar, count: eighths / 8) + (end == 0 ? "" : glyphs.barEnds[end - 1])
    }
}
