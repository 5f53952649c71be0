import Tensors

/// The numbers of a tensor or of a part of it, with their indices in the whole.
///
///                    0        1        2  …      127
///     0 'Mia'   0.1230  -0.2010   0.0312  …   1.2001
///
/// What has more than two axes is a matrix after the other. Of large ones the edges are shown.
public struct TensorView: Sendable {
    private let part: TensorPart
    private let format: NumberFormat
    private let positionAxis: Int?
    private let firstPosition: Int
    private let labels: TokenLabels
    private let edge: Int

    /// - Parameters:
    ///   - positionAxis: the axis of the whole whose indices are positions; it gets labels
    ///   - firstPosition: the position of that axis's first index
    ///   - edge: how many rows and matrices are shown at both ends where there are many
    public init(
        _ part: TensorPart, format: NumberFormat = .automatic, positionAxis: Int? = nil, firstPosition: Int = 0,
        labels: TokenLabels = .none, edge: Int = 4
    ) {
        self.part = part
        self.format = format.resolved(for: part.tensor)
        self.positionAxis = positionAxis
        self.firstPosition = firstPosition
        self.labels = labels
        self.edge = max(edge, 1)
    }

    public init(_ tensor: Tensor, format: NumberFormat = .automatic) {
        self.init(TensorPart(tensor), format: format)
    }

    public func text(_ style: TextStyle = .plain) -> String {
        let shape = part.tensor.shape
        guard shape.elementCount > 0 else { return style.text([style.palette(.dim, "\(shape) is empty")]) }
        switch shape.rank {
        case 0: return style.text([number(0, style)])
        case 1: return style.text(vector(style))
        default: return style.text(matrices(style))
        }
    }

    // MARK: Axes

    /// The places of an axis to show; nil stands for those that are left out.
    private func shownPlaces(_ count: Int, limit: Int) -> [Int?] {
        guard count > limit else { return Array(0..<count) }
        return Array(0..<edge) + [nil] + Array((count - edge)..<count)
    }

    /// The index in the whole, as a position with its label where it is one.
    private func indexText(_ axis: TensorPart.Axis, _ place: Int, _ style: TextStyle, labelled: Bool = true) -> String {
        let isPosition = axis.number == positionAxis
        let first = isPosition ? firstPosition : 0
        let position = first + axis.indices[place]
        // Rows are read down a column, so their numbers end at the same place.
        let number = labelled ? String(position).padded(to: String(first + (axis.indices.max() ?? 0)).count, .right) : String(position)
        guard isPosition else { return number }
        let label = labelled ? labels.label(position, width: max(style.width / 5, 6), ellipsis: style.glyphs.ellipsis) : ""
        return label.isEmpty ? number : "\(number) \(label)"
    }

    private func number(_ offset: Int, _ style: TextStyle) -> String {
        let value = part.tensor[flat: offset]
        let text = format.text(value)
        return value.isNaN ? style.palette(.warning, text) : text
    }

    // MARK: One axis

    /// Lines of as many numbers as fit, each with the index of its first.
    private func vector(_ style: TextStyle) -> [String] {
        let axis = part.axes[0]
        let margin = axis.indices.indices.map { indexText(axis, $0, style, labelled: false).count }.max() ?? 1
        // The width of all numbers, or of those at the edges where there are very many.
        let count = axis.indices.count
        let sample = count > 2000 ? Array(0..<1000) + Array((count - 1000)..<count) : Array(0..<count)
        let width = sample.map { number($0, style).displayWidth }.max() ?? 1
        let fitting = max((style.width - margin) / (width + 2), 1)
        // Tens and eights are easier to count in.
        let perLine = fitting >= 10 ? 10 : fitting >= 8 ? 8 : fitting >= 5 ? 5 : fitting
        let lines = Blocks(count, size: perLine)
        return shownPlaces(lines.blockCount, limit: 5 * edge).map { line in
            guard let line else { return style.glyphs.ellipsis.padded(to: margin, .right) }
            let numbers = lines[line].map { "  " + number($0, style).padded(to: width, .right) }.joined()
            return style.palette(.dim, indexText(axis, lines[line].lowerBound, style, labelled: false).padded(to: margin, .right)) + numbers
        }
    }

    // MARK: Two and more

    private func matrices(_ style: TextStyle) -> [String] {
        let leading = part.axes.dropLast(2)
        let extents = leading.map(\.indices.count)
        let count = extents.reduce(1, *)
        let size = part.tensor.count / count
        var lines: [String] = []
        for place in shownPlaces(count, limit: 2 * edge) {
            if !lines.isEmpty { lines.append("") }
            guard let place else {
                lines.append(style.palette(.dim, "\(style.glyphs.ellipsis) \(count - 2 * edge) more like these"))
                continue
            }
            if !leading.isEmpty {
                var (rest, parts) = (place, [String]())
                for (axis, extent) in zip(leading, extents).reversed() {
                    parts.insert(indexText(axis, rest % extent, style), at: 0)
                    rest /= extent
                }
                lines.append(style.palette(.strong, "[" + (parts + [":", ":"]).joined(separator: ", ") + "]"))
            }
            lines += matrix(from: place * size, style)
        }
        return lines
    }

    private func matrix(from offset: Int, _ style: TextStyle) -> [String] {
        let (rows, columns) = (part.axes[part.axes.count - 2], part.axes[part.axes.count - 1])
        let shownRows = shownPlaces(rows.indices.count, limit: 5 * edge)
        let margins = shownRows.map { $0.map { indexText(rows, $0, style) } ?? style.glyphs.ellipsis }
        let marginWidth = margins.map(\.displayWidth).max() ?? 0
        func cell(_ row: Int, _ column: Int) -> String { number(offset + row * columns.indices.count + column, style) }

        // No more than that can fit, so no more are looked at.
        let most = style.width / 2 + 1
        let candidates = columns.indices.count <= 2 * most
            ? Array(columns.indices.indices) : Array(0..<most) + Array((columns.indices.count - most)..<columns.indices.count)
        let headings = candidates.map { indexText(columns, $0, style, labelled: false).count }
        let width = (shownRows.compactMap { $0 }.flatMap { row in candidates.map { cell(row, $0).displayWidth } } + headings).max() ?? 1
        let fitting = max((style.width - marginWidth) / (width + 2), 1)
        let shownColumns = fittingColumns(columns.indices.count, fitting, room: style.width - marginWidth, width: width)

        let heading = shownColumns.map { column in
            column.map { "  " + indexText(columns, $0, style, labelled: false).padded(to: width, .right) } ?? "  " + style.glyphs.ellipsis
        }
        let lines = zip(shownRows, margins).map { row, margin in
            let cells = shownColumns.map { column in
                guard let row, let column else { return "  " + (column == nil ? style.glyphs.ellipsis : "".padded(to: width)) }
                return "  " + cell(row, column).padded(to: width, .right)
            }
            return style.palette(.dim, margin.padded(to: marginWidth)) + (row == nil ? "" : cells.joined())
        }
        return [String(repeating: " ", count: marginWidth) + style.palette(.dim, heading.joined())] + lines
    }

    /// All columns, or those at the left and the last ones with a gap between.
    private func fittingColumns(_ count: Int, _ fitting: Int, room: Int, width: Int) -> [Int?] {
        guard count > fitting else { return Array(0..<count) }
        let shown = max((room - 3) / (width + 2), 1)
        let right = shown / 3
        return Array(0..<shown - right) + [nil] + Array((count - right)..<count)
    }
}
