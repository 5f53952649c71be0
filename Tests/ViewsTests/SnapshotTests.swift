import Machine
import Tensors
import Testing
import Views

/// Every view as a picture, on a screen of 80 columns, of 40, and in ASCII.
@Suite struct SnapshotTests {
    @Test(arguments: Gallery.pictures.keys.sorted())
    func looksAsRecorded(_ name: String) throws {
        let picture = try #require(Gallery.pictures[name])
        try Snapshot.expect(picture(TextStyle()), name)
        try Snapshot.expect(picture(TextStyle(width: 40)), name + ".40")
        try Snapshot.expect(picture(TextStyle(glyphs: .ascii)), name + ".ascii")
    }

    @Test(arguments: Gallery.pictures.keys.sorted(), [300, 80, 40, 20, 1])
    func fitsTheScreen(_ name: String, width: Int) throws {
        let picture = try #require(Gallery.pictures[name])
        let plain = picture(TextStyle(width: width))
        for line in plain.split(separator: "\n") { #expect(line.displayWidth <= width, "\(name): \(line)") }
        #expect(plain.hasSuffix("\n"))
        let coloured = picture(TextStyle(width: width, palette: .coloured))
        // In a column or two, what is cut may be a blank.
        if width < 20 { return }
        #expect(uncoloured(coloured) == uncoloured(plain), "colours change nothing but colours: \(name)")
    }

    @Test(arguments: Gallery.pictures.keys.sorted())
    func asciiIsASCII(_ name: String) throws {
        let picture = try #require(Gallery.pictures[name])
        let text = picture(TextStyle(glyphs: .ascii)).replacing("風船", with: "").replacing("▁", with: "").replacing("風", with: "")
        #expect(text.allSatisfy { $0.isASCII }, "\(text.filter { !$0.isASCII })")
    }

    private func uncoloured(_ text: String) -> String {
        text.replacing(/\u{1B}\[[0-9;]*m/, with: "")
            .split(separator: "\n", omittingEmptySubsequences: false)
            .map { line in String(line.reversed().drop { $0 == " " }.reversed()) }.joined(separator: "\n")
    }
}
