import JSON
import Llama4
import Machine
import Tokenizer
import Views

/// Beginning with a text.
extension Debugger {
    func requiredTokenizer() throws(Refusal) -> Tokenizer {
        guard let tokenizer = model.tokenizer else {
            throw Refusal("The checkpoint has no tokenizer.json or tokenizer.model. Give token ids: ids 1 2 3")
        }
        return tokenizer
    }

    /// Takes tokens as the input, with the pictures among them, and begins the first pass. Nothing runs yet.
    mutating func begin(_ ids: [Int32], images: ImagePrompt? = nil) throws(Refusal) {
        if let recording {
            try play(recording)
            return
        }
        guard !ids.isEmpty else { throw Refusal("There are no tokens in that.") }
        let vocabulary = model.config.vocabularySize
        if let wrong = ids.first(where: { Int($0) >= vocabulary }) {
            throw Refusal("The id \(wrong) is outside of the vocabulary, which has ids 0 to \(vocabulary - 1).")
        }
        guard ids.count <= model.config.maximumPositions else {
            throw Refusal("That is \(ids.count) tokens, and the model was made for \(model.config.maximumPositions) positions.")
        }
        let sampling = walk?.sampler.settings ?? settings.sampling
        baseline = nil
        let isOther = images != nil || walk?.pictures != nil
        let text = isOther ? model.program(logits: .all, takesImages: images != nil) : program
        let walk = try refusing {
            try Walk(
                model, text, input: ids, images: images, sampling: sampling, retentionBudget: settings.retentionBudget,
                patches: rules.machinePatches)
        }
        if isOther { adopt(walk.program) }
        self.walk = walk
    }

    /// Takes tokens with a placeholder for each picture, or without any, and the pictures that were opened.
    mutating func beginAndTell(written ids: [Int32]) throws(Refusal) -> Answer {
        guard !pictures.isEmpty else {
            let placeholders = ImagePrompt.placeholderCount(ids, model)
            if placeholders > 0, model.vision.tower != nil {
                throw Refusal("\(ImagePromptError.noPictures(placeholders: placeholders)) `image FILE` opens one.")
            }
            return try beginAndTell(ids)
        }
        let images = try refusing { try ImagePrompt(ids, pictures: pictures.map(\.picture), model) }
        return try beginAndTell(images.ids, images: images)
    }

    mutating func beginAndTell(_ ids: [Int32], images: ImagePrompt? = nil) throws(Refusal) -> Answer {
        try begin(ids, images: images)
        let walk = try currentWalk
        let count = program.instructions.count
        let first = walk.machine.ids.count
        var lines: [String] = []
        if let images, let pictures = walk.pictures {
            lines.append(
                "\(ids.count.times("token")), \(images.images.count.times("picture")) in \(pictures.layout.tileCount.times("tile")). "
                    + "The vision tower comes first, in \(pictures.passes.count.times("pass")) of \(count) instructions. Nothing has run yet.")
        } else if first == ids.count {
            lines.append("\(ids.count.times("token")) in one pass of \(count) instructions. Nothing has run yet.")
        } else {
            lines.append(
                "\(ids.count) tokens in several passes, the first one of \(first): in one, the values would not fit "
                    + "into \(Quantity.bytes(settings.retentionBudget)). Nothing has run yet.")
        }
        lines += try stateLines() + displayChanges()
        return Answer(lines.joined(separator: "\n"), json: ["tokens": .array(ids.map { .int(Int($0)) }), "state": stateJSON])
    }

    /// Takes another program, as the walk goes from the vision tower to the text or back.
    mutating func follow(_ walk: Walk) {
        let isSeeing = program.inputs.first?.name == VisionPass.input
        if walk.isSeeing != isSeeing { adopt(walk.program) }
    }

    mutating func adopt(_ program: Program) {
        self.program = program
        resolver = NameResolver(program)
        listing = ListingState()
        stops.relocate(resolver)
    }
}
