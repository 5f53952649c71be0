import Testing

@testable import Images

@Suite struct DecodingTests {
    @Test func everyKindIsThere() {
        #expect(Golden.pictures.count > 100)
        #expect(Golden.seeThrough.count > 20)
    }

    @Test(arguments: Golden.pictures)
    func pixelsAreThoseOfTheReference(name: String) throws {
        let picture = try Picture(contentsOf: Golden.path("pictures/\(name)"))
        expectSame(picture, try Golden.picture("pictures/\(name)"))
    }

    @Test(arguments: Golden.seeThrough)
    func transparencyLiesOverWhite(name: String) throws {
        let picture = try Picture(contentsOf: Golden.path("pictures/\(name)"), transparency: .overWhite)
        expectSame(picture, try Golden.picture("white/\(name)"))
    }

    /// JPEG may differ by one level in one sample of a hundred, other formats not at all. (In fact neither does.)
    private func expectSame(_ picture: Picture, _ expected: Picture) {
        #expect(picture.width == expected.width)
        #expect(picture.height == expected.height)
        let differing = zip(picture.bytes, expected.bytes).enumerated().filter { $0.element.0 != $0.element.1 }
        let first = differing.first.map { "at pixel \($0.offset / 3), channel \($0.offset % 3): \($0.element.0) instead of \($0.element.1)" }
        #expect(differing.isEmpty, "\(differing.count) of \(picture.bytes.count) samples, first \(first ?? "")")
    }

    @Test func pixelsAreFoundByColumnAndRow() {
        let picture = Picture(width: 2, height: 1, bytes: [1, 2, 3, 4, 5, 6])
        #expect(picture[1, 0] == Picture.RGB(red: 4, green: 5, blue: 6))
    }
}
