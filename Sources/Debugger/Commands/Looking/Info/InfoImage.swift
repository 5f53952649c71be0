import Images
import JSON
import Views

/// `info image`: why a picture lies on this canvas, and which tokens it becomes.
enum InfoImage {
    static func answer(_ debugger: Debugger, _ word: String) throws(Refusal) -> Answer {
        if debugger.recording != nil { return try recorded(debugger, word) }
        let (number, image) = try debugger.image(word)
        let view = CanvasView(image.tiling.choice, title: "image \(number)")
        var text = view.text(debugger.style)
        if let tokens = image.tokens, let tower = debugger.model.vision.tower {
            text += ImagePlaces(image.tiling.grid, tokens: tokens, tokensPerTile: tower.config.tokensPerTile).text
        }
        return Answer(text, json: view.json, pages: true)
    }

    /// A recording knows where a picture lies, not what it shows nor what else was weighed.
    private static func recorded(_ debugger: Debugger, _ word: String) throws(Refusal) -> Answer {
        let pictures = try debugger.currentWalk.pictures?.layout.pictures ?? []
        guard !pictures.isEmpty else { throw Refusal("There are no pictures in this recording.") }
        let number = word.isEmpty ? 1 : try word.number(in: 1...pictures.count, for: "A picture's number")
        let own = pictures[number - 1]
        let text = "image \(number): \(own.width) × \(own.height) pixels, on \(own.grid.description) tiles\(own.grid.hasGlobalTile ? " and a global one" : "")\n"
        return Answer(debugger.style.glyphs.prose(text + own.places.text), json: [
            "image": .int(number), "width": .int(own.width), "height": .int(own.height), "rows": .int(own.grid.rows), "columns": .int(own.grid.columns),
            "positions": [.int(own.positions.lowerBound), .int(own.positions.upperBound)],
        ], pages: true)
    }
}
