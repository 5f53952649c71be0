import Images
import JSON

/// Why a picture lies on the canvas that it lies on.
///
///     image 1 · 80 × 24 pixels (width × height)
///     1×3 tiles of 28 × 28, a canvas of 84 × 28
///       the picture fits by a factor of 1.05, the least of 4 canvases that have room for all of it
///       it becomes 80 × 24; 4 columns at the right and 4 rows below stay black
public struct CanvasView: Sendable {
    private let choice: CanvasChoice
    private let title: String

    public init(_ choice: CanvasChoice, title: String) {
        self.choice = choice
        self.title = title
    }

    public func text(_ style: TextStyle = .plain) -> String {
        let side = choice.settings.tileSize
        let head = "\(title) · \(choice.pictureWidth) × \(choice.pictureHeight) pixels (width × height)"
        var lines = ["\(choice.grid) tiles of \(side) × \(side), a canvas of \(choice.canvasWidth) × \(choice.canvasHeight)", "  " + reason]
        lines.append("  it becomes \(choice.resizedWidth) × \(choice.resizedHeight)\(rest)")
        lines.append(
            choice.grid.hasGlobalTile
                ? "  a global tile follows: the whole picture, stretched to \(side) × \(side)" : "  one tile, so there is no global one")
        var table = TextTable([.init("canvas"), .init("factor", .right), .init("")])
        for candidate in nearest {
            table.append([
                candidate.grid.description, Quantity.decimal(Double(candidate.scale), digits: 3),
                candidate.grid == choice.grid ? "chosen" : "",
            ])
        }
        let body = (lines + ["", "the canvases whose factors come nearest"]).map { style.glyphs.prose($0) }
        return style.palette(.heading, style.glyphs.prose(head)) + "\n"
            + style.text(body.flatMap { $0.wrapped(to: style.width) }) + style.glyphs.prose(table.text)
    }

    private var reason: String {
        let room = choice.candidates.count { $0.scale >= 1 }
        let factor = Quantity.decimal(Double(choice.chosen.scale), digits: 3)
        let same = choice.candidates.count { $0.scale == choice.chosen.scale }
        let tie = same > 1 ? "; of \(same) with that factor it is the smallest" : ""
        guard room > 0 else {
            return "no canvas has room for all of it, so the one is taken that shrinks it least: by \(factor)\(tie)"
        }
        let extreme = choice.settings.resizesToMaximumCanvas ? "most (resize_to_max_canvas)" : "least"
        return "\(room) of \(choice.candidates.count) canvases have room for all of it; this one allows the \(extreme) enlarging, by \(factor)\(tie)"
    }

    private var rest: String {
        let (right, below) = (choice.canvasWidth - choice.resizedWidth, choice.canvasHeight - choice.resizedHeight)
        switch (right, below) {
        case (0, 0): return ", which fills the canvas"
        case (_, 0): return "; \(right) columns at the right stay black"
        case (0, _): return "; \(below) rows below stay black"
        default: return "; \(right) columns at the right and \(below) rows below stay black"
        }
    }

    private var nearest: [CanvasChoice.Candidate] {
        let own = choice.chosen
        let order = choice.candidates.enumerated().sorted {
            (abs($0.element.scale - own.scale), $0.offset) < (abs($1.element.scale - own.scale), $1.offset)
        }
        return order.prefix(6).map(\.element)
    }

    /// For machines.
    public var json: JSONValue {
        [
            "width": .int(choice.pictureWidth), "height": .int(choice.pictureHeight), "rows": .int(choice.grid.rows),
            "columns": .int(choice.grid.columns), "factor": .double(Double(choice.chosen.scale)),
            "resized_width": .int(choice.resizedWidth), "resized_height": .int(choice.resizedHeight),
            "candidates": .array(choice.candidates.map { ["canvas": .string($0.grid.description), "factor": .double(Double($0.scale))] }),
        ]
    }
}
