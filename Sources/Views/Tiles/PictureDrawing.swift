import Images

/// A picture in signs: two pixels to a sign, one above the other, in 24-bit colour; without colours, brightness in shades.
struct PictureDrawing {
    let picture: Picture

    /// Lines of `columns` signs; half as many lines as columns for a square.
    ///
    /// - Parameter smooth: whether a small picture is enlarged smoothly, or pixel by pixel
    func lines(columns: Int, smooth: Bool = true, _ style: TextStyle) -> [String] {
        let rows = max(1, (columns * picture.height + picture.width) / (2 * picture.width))
        let scaled = smooth ? picture.resized(width: columns, height: 2 * rows) : enlarged(width: columns, height: 2 * rows)
        return (0..<rows).map { row in
            var line = ""
            var colours: (Picture.RGB, Picture.RGB)?
            for column in 0..<columns {
                let (top, bottom) = (scaled[column, 2 * row], scaled[column, 2 * row + 1])
                if style.palette.isColoured {
                    if colours?.0 != top || colours?.1 != bottom { line += Palette.pair(top, bottom) }
                    colours = (top, bottom)
                    line += style.glyphs.isASCII ? " " : "▀"
                } else {
                    line += Self.shade((Self.brightness(top) + Self.brightness(bottom)) / 2, style)
                }
            }
            return style.palette.isColoured ? line + Palette.end : line
        }
    }

    private func enlarged(width: Int, height: Int) -> Picture {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(width * height * 3)
        for y in 0..<height {
            for x in 0..<width {
                let pixel = picture[min(x * picture.width / width, picture.width - 1), min(y * picture.height / height, picture.height - 1)]
                bytes += [pixel.red, pixel.green, pixel.blue]
            }
        }
        return Picture(width: width, height: height, bytes: bytes)
    }

    private static func brightness(_ pixel: Picture.RGB) -> Double {
        (0.299 * Double(pixel.red) + 0.587 * Double(pixel.green) + 0.114 * Double(pixel.blue)) / 255
    }

    private static func shade(_ brightness: Double, _ style: TextStyle) -> String {
        let shades = style.glyphs.isASCII ? [" ", ".", ":", "-", "=", "+", "*", "#", "%", "@"] : [" ", "·", "░", "▒", "▓", "█"]
        return shades[min(Int(brightness * Double(shades.count)), shades.count - 1)]
    }
}

extension Palette {
    /// The escape for two pixels in one sign: the upper one is the sign's colour, the lower one its ground.
    static func pair(_ top: Picture.RGB, _ bottom: Picture.RGB) -> String {
        "\u{1B}[38;2;\(top.red);\(top.green);\(top.blue);48;2;\(bottom.red);\(bottom.green);\(bottom.blue)m"
    }

    static let end = "\u{1B}[0m"
}
