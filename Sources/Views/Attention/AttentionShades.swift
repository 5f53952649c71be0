/// How much weight looks how dark. The steps are uneven, since most weights are small.
///
///     ·   nothing or nearly so       ░ from 0.02   ▒ from 0.1   ▓ from 0.3   █ from 0.6
enum AttentionShades {
    private static let steps = [0.02, 0.1, 0.3, 0.6]

    static func sign(_ weight: Double, _ style: TextStyle) -> CellGrid.Sign {
        guard !weight.isNaN else { return ("?", .warning) }
        let level = steps.filter { weight >= $0 }.count
        return (style.glyphs.shades[level], level == 0 ? .dim : nil)
    }

    static func legend(_ style: TextStyle) -> [String] {
        let shades = style.glyphs.shades
        let parts = zip(shades.dropFirst(), steps).map { "\($0) \($1)" }
        return [style.palette(.dim, "weight from  " + parts.joined(separator: "  "))]
    }
}
