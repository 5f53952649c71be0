import Images
import JSON
import Views

/// `info image`: why a picture lies on this canvas, and which tokens it becomes.
enum InfoImage {
    static func answer(_ debugger: Debugger, _ word: String) throws(Refusal) -> Answer {
        let (number, image) = try debugger.image(word)
        let view = CanvasView(image.tiling.choice, title: "image \(number)")
        var text = view.text(debugger.style)
        if let tokens = image.tokens, let tower = debugger.model.vision.tower {
            text += ImagePlaces(image.tiling.grid, tokens: tokens, tokensPerTile: tower.config.tokensPerTile).text
        }
        return Answer(text, json: view.json, pages: true)
    }
}
