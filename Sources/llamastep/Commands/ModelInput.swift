import Llama4
import Machine

/// What a model is given: tokens, and the pictures among them.
struct ModelInput {
    let ids: [Int32]
    let images: ImagePrompt?

    /// Runs the pictures through the vision tower.
    ///
    /// - Returns: false if somebody stopped it; what the pictures put into the text, nil without pictures.
    func see(
        _ console: Console, observers: [any Observer] = [], shouldContinue: () -> Bool
    ) throws -> (isSeen: Bool, rows: ImageRows?) {
        guard let images else { return (true, nil) }
        let pixels = images.pixelValues
        let meter = ProgressMeter("vision: tile", of: pixels.shape[0], on: console)
        let rows = try VisionRun(images.tower, observers: observers).rows(of: pixels, shouldContinue: shouldContinue) { meter.update($0) }
        meter.finish()
        guard let rows else { return (false, nil) }
        return (true, try ImageRows(rows, in: images.ids, patchToken: images.tower.patchToken))
    }
}
