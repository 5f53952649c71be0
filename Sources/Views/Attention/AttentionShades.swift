/// How much weight looks how dark. The steps are uneven, since most weights are small.
///
///     ·   nothing or nearly so       ░ from 2 %   ▒ from 10 %   ▓ from 30 %   █ from 60 %
enum AttentionShades {
    private static let steps = [0.02, 0.10, 0.30, 0.60]

    static func sign(_ weight: Double, _ style: TextStyle) -> CellGrid.Sign {
        guard !weight.isNaN else { return ("?", .warning) }
        let level = steps.filter { weight >= $0 }.count
        return (style.glyphs.shades[level], level == 0 ? .dim : nil)
    }

    static func legend(_ style: TextStyle) -> [String] {
        let shades = style.glyphs.shades
        let parts = zip(shades.dropFirst(), steps).map { "\($0) \(Int($1 * 100)) %" }
        return style.note("A query's weight, from: " + parts.joined(separator: "  "))
    }
}
