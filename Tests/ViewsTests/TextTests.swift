import Testing
import Views

@Suite struct TextTests {
    @Test(arguments: [("abc", 3), ("風船", 4), ("👩‍👩‍👧", 2), ("\u{1B}[1;33mab\u{1B}[0m", 2), ("é", 1), ("\u{1B}[", 0), ("", 0)])
    func widths(_ text: String, width: Int) {
        #expect(text.displayWidth == width)
    }

    @Test func anyWidthWillDo() {
        #expect([.min, 0, 80, .max].map { TextStyle(width: $0).width } == [1, 1, 80, 10_000])
    }

    @Test func truncation() {
        #expect("abcdef".truncated(to: 4) == "abc…")
        #expect("abcdef".truncated(to: 4, keepingEnd: true) == "…def")
        #expect("abc".truncated(to: 3) == "abc")
        #expect("風船風".truncated(to: 4) == "風…")
        #expect("abc".truncated(to: 1) == "…")
        #expect("abc".truncated(to: 0) == "")
    }

    @Test func truncationKeepsColoursClosed() {
        let red = Palette.coloured(.warning, "abcdef")
        #expect(red.truncated(to: 3) == "\u{1B}[1;31mab…\u{1B}[0m")
        #expect(red.truncated(to: 3, keepingEnd: true) == "\u{1B}[1;31m…ef\u{1B}[0m")
    }

    @Test func labels() {
        let labels = TokenLabels(["What", "'s", "say \"'\"", "\n", "\u{1B}[31m", "▁is", "👩‍👩‍👧", "\u{202E}"], firstPosition: 5)
        #expect((5..<13).map { labels[$0] } == [
            "'What'", "\"'s\"", "'say \"'\"'", "'\\n'", "'\\u{1B}[31m'", "'▁is'", "'👩‍👩‍👧'", "'\\u{202E}'",
        ])
        #expect(labels[4] == "" && labels[13] == "" && TokenLabels.none[0] == "")
        #expect(labels.plain(5) == "What")
        #expect(labels.label(5, width: 5) == "'Wh…'")
    }

    @Test func labelsOfBytes() {
        let labels = TokenLabels(bytes: [Array("né".utf8), [0xC3], [0xA9, 0x41], [0xE9, 0xA2], Array("風".utf8), []])
        #expect((0..<6).map { labels[$0] } == ["'né'", "'\\xC3'", "'\\xA9A'", "'\\xE9\\xA2'", "'風'", "''"])
    }

    @Test func tablesFit() {
        var table = TextTable([
            .init("name", minimumWidth: 5, keepsEnd: true), .init("number", .right), .init("note", minimumWidth: 4, dropRank: 0),
        ])
        table.append(["layers.0.attn", "12", "a long note"])
        #expect(table.lines(TextStyle(width: 40)) == ["name           number  note", "layers.0.attn      12  a long note"])
        #expect(table.lines(TextStyle(width: 28)).last == "…s.0.attn      12  a long n…")
        #expect(table.lines(TextStyle(width: 14)).last == "….attn      12")
    }
}
