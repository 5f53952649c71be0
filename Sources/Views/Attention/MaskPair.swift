import Tensors

/// Two masks over the same queries, side by side: what a full layer sees and what a chunked one does.
///
/// On a narrow screen the second one stands below the first.
public struct MaskPair: Sendable {
    private let titles: (String, String)
    private let views: (MaskView, MaskView)

    /// - Parameters:
    ///   - ruler: positions per chunk, to draw the borders of chunks in both; nil draws none
    ///   - positions: the queries to show; nil shows all
    public init(
        _ left: AttentionMask, titled leftTitle: String, _ right: AttentionMask, titled rightTitle: String,
        labels: TokenLabels = .none, ruler: Int? = nil, positions: Range<Int>? = nil
    ) {
        titles = (leftTitle, rightTitle)
        views = (
            MaskView(left, labels: labels, ruler: ruler, positions: positions),
            MaskView(right, labels: labels, ruler: ruler, positions: positions)
        )
    }

    public func text(_ style: TextStyle = .plain) -> String {
        style.text(beside(style) ?? below(style))
    }

    private func below(_ style: TextStyle) -> [String] {
        [style.palette(.heading, titles.0)] + views.0.lines(style)
            + ["", style.palette(.heading, titles.1)] + views.1.lines(style)
    }

    /// nil where the screen is too narrow.
    private func beside(_ style: TextStyle) -> [String]? {
        let gutter = views.0.gutter(style)
        let between = "   "
        let room = (style.width - gutter.width - between.count) / 2
        let grids = (views.0.grid(width: room), views.1.grid(width: room))
        // Titles need some room, and an overview in a handful of columns shows nothing.
        guard room >= 20 || !grids.0.isOverview && !grids.1.isOverview && room >= 8,
            grids.0.rows.size == grids.1.rows.size, grids.0.rows.blockCount > 0
        else { return nil }
        let width = max(grids.0.width, min(titles.0.displayWidth, room))
        let headers = (views.0.header(grids.0, style), views.1.header(grids.1, style))
        var lines = [gutter.blank() + paired(
            style.palette(.heading, titles.0.truncated(to: width, ellipsis: style.glyphs.ellipsis)),
            style.palette(.heading, titles.1), width, between)]
        lines += zip(headers.0, headers.1).map { gutter.blank($0.title) + paired($0.text, $1.text, width, between) }
        let signs = zip(views.0.signs(grids.0, style), views.1.signs(grids.1, style))
        lines += zip(signs, views.0.queries(of: grids.0)).map { gutter.text($1) + paired($0.0, $0.1, width, between) }
        return views.0.clipped(lines, style) + views.0.legend(grids.0, style)
    }

    private func paired(_ left: String, _ right: String, _ width: Int, _ between: String) -> String {
        left.padded(to: width) + between + right
    }
}
