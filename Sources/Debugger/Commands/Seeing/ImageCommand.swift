import Images
import JSON
import Llama4
import Views

enum ImageCommand: DebuggerCommand {
    static let page = CommandPage(
        "image", aliases: ["images", "picture"], .moving, "image FILE …", "image", "image none",
        summary: "Opens pictures for the prompts to come; alone it lists them.",
        details: """
            PNG, JPEG, PPM. Each takes the place of an <|image|> in the prompt, in order; without placeholders they come first. They stay \
            open until `image none`. `info image` tells how a picture is cut into tiles, `tiles` draws it.

            Example: image shapes.png
            """,
        operand: .file)

    static func run(_ input: CommandInput, _ debugger: inout Debugger) throws(Refusal) -> Answer {
        let tower = try refusing { [model = debugger.model] in try model.vision.required() }
        if input.text == "none" {
            debugger.pictures = []
            return Answer("No pictures are open. A text that has begun keeps those it has.", json: [])
        }
        if !input.text.isEmpty {
            var opened: [LoadedPicture] = []
            for path in input.words {
                opened.append(LoadedPicture(name: path, picture: try refusing { try input.world.readPicture(path) }))
            }
            debugger.pictures = opened
        }
        guard !debugger.pictures.isEmpty else { return Answer("No pictures are open. `image FILE` opens one.", json: []) }
        let lines = debugger.pictures.enumerated().map { number, loaded in
            let choice = CanvasChoice(height: loaded.picture.height, width: loaded.picture.width, settings: tower.preprocessing)
            let tokens = ImageToken.sequence(for: choice.grid, tokensPerTile: tower.config.tokensPerTile).count
            return "image \(number + 1): \(loaded.name), \(loaded.picture.width) × \(loaded.picture.height) pixels, "
                + "\(choice.grid.tileCount.times("tile")), \(tokens) tokens"
        }
        let note = input.text.isEmpty ? [] : ["`prompt TEXT` or `chat TEXT` takes \(lines.count == 1 ? "it" : "them") along."]
        return Answer((lines + note).map { debugger.style.glyphs.prose($0) }.joined(separator: "\n"), json: .array(debugger.pictures.map {
            ["name": .string($0.name), "width": .int($0.picture.width), "height": .int($0.picture.height)]
        }))
    }
}

/// A picture that a user has opened.
struct LoadedPicture: Sendable {
    let name: String
    let picture: Picture
}
