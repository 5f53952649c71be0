import Tensors
import Testing
import Views

@Suite struct MaskTests {
    /// The picture of the release post, to the character.
    @Test func looksAsInTheReleasePost() {
        let labels = TokenLabels(["What", "▁is", "▁ch", "unked", "▁attention", "?"])
        let picture = """
            'What'      :  0 ■ ⬚ ⬚ ⬚ ⬚ ⬚
            '▁is'       :  1 ■ ■ ⬚ ⬚ ⬚ ⬚
            '▁ch'       :  2 ■ ■ ■ ⬚ ⬚ ⬚
            'unked'     :  3 ⬚ ⬚ ⬚ ■ ⬚ ⬚
            '▁attention':  4 ⬚ ⬚ ⬚ ■ ■ ⬚
            '?'         :  5 ⬚ ⬚ ⬚ ■ ■ ■

            """
        let view = MaskView(Example.mask(6, chunk: 3), labels: labels)
        #expect(view.text() == picture)
        let ascii = picture.replacing("■", with: "#").replacing("⬚", with: ".")
        #expect(view.text(TextStyle(glyphs: .ascii)) == ascii)
    }

    @Test(arguments: [80, 40, 20]) func largeMasksAreQuick(width: Int) {
        let clock = ContinuousClock()
        let time = clock.measure {
            for size in [1000, 100_000] {
                let text = MaskView(Example.mask(size, chunk: 8192)).text(TextStyle(width: width))
                #expect(text.split(separator: "\n").count <= 26)
            }
        }
        #expect(time < .seconds(5))
    }

    @Test func nothingToShow() {
        #expect(MaskView(Example.mask(0)).text() == "nothing to show\n")
        #expect(MaskView(Example.mask(6), positions: 9..<12).text() == "nothing to show\n")
    }

    @Test func oneByOne() {
        #expect(MaskView(Example.mask(1), labels: TokenLabels(["a"])).text() == "'a':  0 ■\n")
    }

    @Test func manyQueriesFewKeysInTheirChunk() {
        let mask = AttentionMask(chunk: 4, firstQuery: 6, queryCount: 4, firstKey: 4, keyCount: 6)
        #expect(
            MaskView(mask).text() == """
                   4
                 6 ■ ■ ■ ⬚ ⬚ ⬚
                 7 ■ ■ ■ ■ ⬚ ⬚
                 8 ⬚ ⬚ ⬚ ⬚ ■ ⬚
                 9 ⬚ ⬚ ⬚ ⬚ ■ ■

                """)
    }
}
