/// A line of short texts, each at its column; those that would touch their left neighbour are left out.
struct Axis {
    private var line = ""
    private let width: Int

    /// - Parameter width: texts that would end beyond are left out
    init(width: Int) {
        self.width = width
    }

    /// - Precondition: columns come in ascending order.
    mutating func mark(_ column: Int, _ text: String) {
        let end = line.displayWidth
        guard column >= end + (end == 0 ? 0 : 1), column + text.displayWidth <= width else { return }
        line += String(repeating: " ", count: column - end) + text
    }

    var text: String { line }
}
