import Llama4
import Tensors
import Views

/// The attention of the vision tower over a picture.
extension Debugger {
    /// - Parameters:
    ///   - words: a layer and a head, either of which may be missing
    ///   - image: the picture's number, from 1; empty is the first
    ///   - patch: tile, row and column of the patch whose attention is shown; nil shows how much each patch is looked at
    func patchAttention(_ words: [String], image: String, patch: String?) throws(Refusal) -> Answer {
        let walk = try currentWalk
        guard let pictures = walk.pictures else { throw Refusal("There are no pictures in this prompt. `image FILE` opens one, then `prompt TEXT`.") }
        let layers = (pictures.program.instructions.compactMap { Self.towerLayer(of: $0.name) }.max() ?? 0) + 1
        let layer = words.isEmpty
            ? try latestTowerLayer(walk, layers) : try words[0].number(in: 0...layers - 1, for: "A layer of the vision tower")
        let number = image.isEmpty ? 1 : try image.number(in: 1...max(pictures.layout.pictures.count, 1), for: "A picture's number")
        let own = pictures.layout.pictures[number - 1]

        let name = "vision.layers.\(layer).attn.pattern"
        guard let register = pictures.program.register(named: name) else { throw Refusal("There is no value \(name).") }
        let machines = pictures.seen + (walk.isSeeing ? [walk.machine] : [])
        let parts = try refusing { try machines.map { try $0.value(of: register).tensor } }
        let all = VisionRun.joined(parts)
        let head = words.count < 2 ? nil : try words[1].number(in: 0...all.shape[1] - 1, for: "A head of the vision tower")
        guard own.tiles.upperBound <= all.shape[0] else {
            throw Refusal("Not all tiles of image \(number) are through layer \(layer) yet: \(all.shape[0]) of \(own.tiles.upperBound). `finish` or `until embed` goes on.")
        }
        let size = all.count / all.shape[0]
        let pattern = all.withUnsafeBuffer {
            Tensor(Shape([own.tiles.count] + all.shape.extents.dropFirst()), Array($0[own.tiles.lowerBound * size..<own.tiles.upperBound * size]))
        }

        var title = "vision layer \(layer), \(head.map { "head \($0)" } ?? "all heads") \(style.glyphs.separator) "
        guard let patch else {
            title += "how much each patch of image \(number) is looked at"
            let view = PatchAttentionView(pattern, grid: own.grid, head: head, query: nil, title: title)
            return Answer(view.text(style, height: settings.height), json: view.json, pages: true)
        }
        let numbers = patch.split(separator: ",").compactMap { Int($0) }
        let side = Int(Double(all.shape[2] - 1).squareRoot())
        guard numbers.count == 3, (0..<own.tiles.count).contains(numbers[0]), (0..<side).contains(numbers[1]), (0..<side).contains(numbers[2]) else {
            throw Refusal("--patch takes a tile (0 to \(own.tiles.count - 1)), a row and a column (0 to \(side - 1)): --patch 0,2,3")
        }
        title += "where the patch (\(numbers[1]),\(numbers[2])) of tile \(numbers[0]) looks"
        let tile = pattern.withUnsafeBuffer { Tensor(Shape([1] + all.shape.extents.dropFirst()), Array($0[numbers[0] * size..<(numbers[0] + 1) * size])) }
        let view = PatchAttentionView(
            tile, grid: .init(rows: 1, columns: 1), head: head, query: numbers[1] * side + numbers[2], title: title)
        return Answer(view.text(style, height: settings.height), json: view.json, pages: true)
    }

    private static func towerLayer(of name: String) -> Int? {
        let parts = name.split(separator: ".")
        return parts.count > 2 && parts[1] == "layers" ? Int(parts[2]) : nil
    }

    /// The last layer of the tower that has attended.
    private func latestTowerLayer(_ walk: Walk, _ count: Int) throws(Refusal) -> Int {
        guard walk.isSeeing else { return count - 1 }
        let done = (0..<count).last { layer in
            (walk.program.instruction(named: "vision.layers.\(layer).attn.pattern")?.pc ?? .max) < walk.machine.pc
        }
        guard let done else { throw Refusal("No layer of the tower has attended yet. `until attn.pattern`, then `step`.") }
        return done
    }
}
