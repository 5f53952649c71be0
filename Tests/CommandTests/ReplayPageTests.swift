import Foundation
import JSON
import TestSupport
import Testing

/// The page that steps through a recording, made by the command line and opened in a browser.
@Suite(.serialized) struct ReplayPageTests {
    private static let prompt = """
        Mia: red kite. Tom: blue drum. Ana: green boat. The sun was warm and the wind was soft. Tom: blue drum. Ana: green boat. Mia:
        """

    /// Records a prompt into a page, and says where it lies.
    private func page(_ folder: TemporaryDirectory, _ level: String, prompt: String = Self.prompt, newTokens: Int = 1) throws -> String {
        let path = folder.path + "/run.html"
        let outcome = try CommandRunner.run([
            "trace", "--prompt", prompt, "--level", level, "--new-tokens", "\(newTokens)", "--format", "html", "-o", path,
        ])
        try #require(outcome.status == 0, "\(outcome.errors)")
        return path
    }

    @Test func nothingIsLoadedFromElsewhere() throws {
        let folder = try TemporaryDirectory()
        let path = try page(folder, "stats", newTokens: 0)
        let text = try String(contentsOfFile: path, encoding: .utf8)
        #expect(!text.contains(" src=") && !text.contains("<link") && !text.contains("@import") && !text.contains("fetch("))
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["run.html"])
    }

    @Test(.enabled(if: Browser.executable != nil, "there is no Chromium here"))
    func keysMoveAsInTheDebugger() throws {
        let folder = try TemporaryDirectory()
        let path = try page(folder, "all")
        let browser = try Browser(page: path)
        let place = "[App.passIndex, App.pc, document.querySelector('#instruction h1').textContent, document.querySelector('.row.current .name').textContent].join(' ')"
        #expect(try browser.evaluate(place) == "0 0 embed embed")
        try browser.press("s", "Enter")
        #expect(try browser.evaluate(place) == "0 2 layers.0.attn_norm attn_norm")
        try browser.press("b")
        #expect(try browser.evaluate(place) == "0 1 temperature temperature")
        // The whole of layer 0 is one `next`.
        try browser.press("s", "n")
        #expect(try browser.evaluate(place) == "0 37 layers.1.attn_norm attn_norm")
        try browser.press("N")
        #expect(try browser.evaluate(place) == "0 2 layers.0.attn_norm attn_norm")
        try browser.press("c")
        #expect(try browser.evaluate(place) == "0 140 logits logits")
        // Behind the last instruction the next pass begins.
        try browser.press("s")
        #expect(try browser.evaluate(place) == "1 0 embed embed")
        try browser.press("r")
        #expect(try browser.evaluate(place) == "0 140 logits logits")
        try browser.press("g", "3", ".", "a", "t", "t", "n", ".", "p", "a", "t", "Enter")
        #expect(try browser.evaluate(place) == "0 117 layers.3.attn.pattern attn.pattern")
        try browser.press("h")
        #expect(try browser.evaluate("document.querySelector('#help').hidden") == false)
    }

    @Test(.enabled(if: Browser.executable != nil, "there is no Chromium here"))
    func instructionsAndPicturesCanBeShown() throws {
        let folder = try TemporaryDirectory()
        let path = try page(folder, "all")
        let browser = try Browser(page: path)
        // What was computed is what is shown: the answer, and the expert that the router chose.
        #expect(try browser.evaluate("document.querySelector('.token.next .text').textContent") == "·red")
        let drawn = try browser.evaluate("""
            (() => {
              const drawn = {};
              for (const picture of App.pictures) {
                App.set({ picture: picture.name, isPinned: true });
                drawn[picture.name] = document.querySelectorAll("#picture canvas, #picture svg, #picture td").length;
              }
              // A layer that rotates, the one that doesn't, and what is around them.
              for (let pc = 0; pc < App.recording.program.length; pc += pc === 38 ? 69 : 1) {
                App.go({ pc });
                if (document.querySelector("#instruction .absent")) drawn["absent " + pc] = 1;
              }
              return drawn;
            })()
            """)
        let pictures = try #require(drawn.object)
        #expect(pictures.names == ["mask", "attention", "router", "lens", "residual", "temperature"])
        #expect(pictures.members.allSatisfy { ($0.value.int ?? 0) > 0 }, "\(drawn)")
        // The numbers are those of the recording: attention's rows are probabilities.
        let sums = try browser.evaluate("""
            (() => {
              const { data, shape } = App.recording.numbers(App.recording.passes[0].values.get("layers.3.attn.pattern"));
              const sums = [];
              for (let row = 0; row < shape[0] * shape[1]; row++) sums.push(data.slice(row * shape[2], (row + 1) * shape[2]).reduce((a, b) => a + b, 0));
              return sums.every((sum) => Math.abs(sum - 1) < 1e-5) && sums.length;
            })()
            """)
        #expect((sums.int ?? 0) > 100)
    }

    @Test(.enabled(if: Browser.executable != nil, "there is no Chromium here"))
    func whatWasNotRecordedIsSaid() throws {
        let folder = try TemporaryDirectory()
        let path = try page(folder, "stats")
        let browser = try Browser(page: path, width: 420, height: 800)
        try browser.press("s", "s")
        let text = try browser.evaluate("document.querySelector('#instruction').textContent").string ?? ""
        #expect(text.contains("Not recorded") && text.contains("--level all") && text.contains("mean"))
        try browser.press("3")
        #expect(try browser.evaluate("document.querySelector('#picture').textContent").string?.contains("Not recorded") == true)
        // A mask is known without its numbers.
        try browser.press("1")
        #expect(try browser.evaluate("document.querySelectorAll('#picture canvas').length") == 2)
        // Nothing sticks out of a narrow window.
        #expect(try browser.evaluate("document.documentElement.scrollWidth <= window.innerWidth") == true)
    }

    @Test(.enabled(if: Browser.executable != nil, "there is no Chromium here"))
    func textOfTokensIsTextAndNothingElse() throws {
        let folder = try TemporaryDirectory()
        let path = try page(folder, "router", prompt: "</script><script>window.harmed = 1</script><img src=x onerror='window.harmed = 2'> <!-- <b>", newTokens: 0)
        let browser = try Browser(page: path)
        for key in ["1", "2", "3", "4", "5", "6", "h"] { try browser.press(key) }
        #expect(try browser.evaluate("typeof window.harmed") == "undefined")
        #expect(try browser.evaluate("document.querySelectorAll('#strip img, #strip b, #picture img').length") == 0)
        #expect(try browser.evaluate("document.querySelector('#strip').textContent").string?.contains("<") == true)
    }
}
