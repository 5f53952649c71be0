/// Whole numbers that choose something: token ids, expert numbers.
public struct Indices: Hashable, Sendable {
    public let shape: Shape
    public var values: [Int32]

    /// - Precondition: there are as many values as the shape has elements.
    public init(_ shape: Shape, _ values: [Int32]) {
        precondition(values.count == shape.elementCount, "\(values.count) values do not fill \(shape)")
        self.shape = shape
        self.values = values
    }

    public var count: Int { values.count }
}
