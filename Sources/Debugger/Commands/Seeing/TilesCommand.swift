import Images
import JSON
import Views

enum TilesCommand: DebuggerCommand {
    static let page = CommandPage(
        "tiles", .looking, "tiles [IMAGE]",
        summary: "Draws a picture as the vision tower gets it: the tiles of its canvas, and the global one.",
        details: """
            With colours every sign is two pixels; without, brightness becomes shades. IMAGE counts from 1.

            Example: tiles 1
            """)

    static func run(_ input: CommandInput, _ debugger: inout Debugger) throws(Refusal) -> Answer {
        let (number, image) = try debugger.image(input.text)
        let view = TilesView(image.tiling, title: "image \(number)")
        return Answer(view.text(debugger.style, height: debugger.settings.height), json: view.json, pages: true)
    }
}

extension Debugger {
    /// The picture that a word means, counted from 1: of the text that is under way, else of those that are open. Without a word the first.
    func image(_ word: String) throws(Refusal) -> (number: Int, image: (tiling: Tiling, tokens: Range<Int>?)) {
        let tower = try refusing { try model.vision.required() }
        let images: [(tiling: Tiling, tokens: Range<Int>?)] = walk?.pictures?.prompt?.images.map { ($0.tiling, $0.tokens) }
            ?? pictures.map { (Tiling($0.picture, settings: tower.preprocessing), nil) }
        guard !images.isEmpty else { throw Refusal("There are no pictures. `image FILE` opens one, `prompt TEXT` takes it along.") }
        let number = word.isEmpty ? 1 : try word.number(in: 1...images.count, for: "A picture's number")
        return (number, images[number - 1])
    }
}
