import Tensors

enum ElementIndex {
    /// Where a row-major offset lies, as it would be typed: `[3, 17]`.
    static func text(_ offset: Int, in shape: Shape) -> String {
        "[" + shape.index(ofOffset: offset).map(String.init).joined(separator: ", ") + "]"
    }
}
