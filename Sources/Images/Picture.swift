/// A picture as the model's preprocessing takes it: upright, three bytes a pixel.
///
///     let picture = try Picture(contentsOf: "rabbit.jpg")
///     picture[0, 0]                                 // RGB(red: 12, green: 30, blue: 7), top left
///
/// Bytes are red, green, blue, from left to right, then from top to bottom, without gaps.
public struct Picture: Hashable, Sendable {
    public let width: Int
    public let height: Int
    public let bytes: [UInt8]

    /// A picture of these bytes.
    ///
    /// - Precondition: at least one pixel, and three bytes for each.
    public init(width: Int, height: Int, bytes: [UInt8]) {
        precondition(width > 0 && height > 0, "a picture has at least one pixel")
        precondition(bytes.count == width * height * 3, "a picture has three bytes a pixel")
        self.width = width
        self.height = height
        self.bytes = bytes
    }

    /// One pixel.
    public struct RGB: Hashable, Sendable {
        public let red: UInt8
        public let green: UInt8
        public let blue: UInt8

        public init(red: UInt8, green: UInt8, blue: UInt8) {
            self.red = red
            self.green = green
            self.blue = blue
        }
    }

    /// The pixel in that column and row, counted from the top left.
    public subscript(x: Int, y: Int) -> RGB {
        precondition(x >= 0 && x < width && y >= 0 && y < height, "the pixel lies in the picture")
        let place = (y * width + x) * 3
        return RGB(red: bytes[place], green: bytes[place + 1], blue: bytes[place + 2])
    }
}
