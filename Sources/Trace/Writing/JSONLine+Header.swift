import Machine

/// What stands before the events and behind them.
extension JSONLine {
    mutating func append(_ header: TraceHeader) {
        object { line in
            line.object("writer") { line in
                line.member("name", header.writer.name)
                line.member("version", header.writer.version)
            }
            line.member("level", header.level.rawValue)
            line.member("select", header.select)
            if let tensors = header.tensors { line.member("tensors", tensors) } else { line.null("tensors") }
            line.append(header.model)
            line.array("layers") { line in
                for layer in header.layers { line.append(layer) }
            }
            if let tokenizer = header.tokenizer {
                line.object("tokenizer") { line in
                    line.member("vocabulary", tokenizer.vocabulary)
                    if let digest = tokenizer.digest { line.member("digest", digest) }
                }
            }
            if let sampling = header.sampling { line.append(sampling) }
            line.member("rules", header.rules)
            if let threads = header.threads { line.member("threads", threads) }
            if let prompt = header.prompt { line.member("prompt", prompt) }
            if !header.images.isEmpty {
                line.array("images") { line in
                    for image in header.images { line.append(image) }
                }
            }
            line.array("inputs") { line in
                for input in header.inputs {
                    line.object { line in
                        line.member("name", input.name)
                        line.append(input.shape)
                    }
                }
            }
            line.array("program") { line in
                for (pc, instruction) in header.program.enumerated() { line.append(instruction, pc) }
            }
        }
    }

    private mutating func append(_ model: TraceHeader.Model) {
        object("model") { line in
            line.member("name", model.name)
            if let digest = model.digest {
                line.object("digest") { line in
                    line.member("config", digest.config)
                    line.member("tensors", digest.tensors)
                    line.member("samples", digest.samples)
                }
            }
            if let dtype = model.dtype { line.member("dtype", dtype) }
            line.member("config", model.config)
        }
    }

    private mutating func append(_ image: TraceHeader.Image) {
        object { line in
            line.member("width", image.width)
            line.member("height", image.height)
            line.member("rows", image.rows)
            line.member("columns", image.columns)
            line.member("first_tile", image.tiles.lowerBound)
            line.member("tiles", image.tiles.count)
            line.member("first_position", image.positions.lowerBound)
            line.member("positions", image.positions.count)
        }
    }

    private mutating func append(_ layer: TraceHeader.Layer) {
        object { line in
            line.member("index", layer.index)
            line.member("rope", layer.rope)
            if let chunk = layer.chunk { line.member("chunk", chunk) } else { line.null("chunk") }
            line.member("moe", layer.moe)
        }
    }

    private mutating func append(_ sampling: TraceHeader.Sampling) {
        object("sampling") { line in
            line.member("temperature", sampling.temperature)
            if let topK = sampling.topK { line.member("top_k", topK) }
            line.member("top_p", sampling.topP)
            line.member("min_p", sampling.minP)
            line.member("repetition_penalty", sampling.repetitionPenalty)
            line.member("seed", Int(clamping: sampling.seed))
        }
    }

    private mutating func append(_ instruction: RecordedInstruction, _ pc: Int) {
        object { line in
            line.member("pc", pc)
            line.member("name", instruction.name)
            line.member("operation", instruction.operation)
            line.member("attributes", instruction.attributes)
            line.member("from", instruction.operands)
            line.array("weights") { line in
                for weight in instruction.weights {
                    line.object { line in
                        line.member("key", weight.key)
                        line.member("dtype", weight.dtype)
                        line.member("shape", weight.shape)
                    }
                }
            }
            line.append(instruction.shape)
            if let heads = instruction.heads { line.member("heads", heads) }
        }
    }

    private mutating func append(_ shape: SymbolicShape) {
        array("shape") { line in
            for extent in shape.extents {
                switch extent {
                case .fixed(let length): line.element(length)
                case .newPositions: line.element("T")
                case .visibleKeys: line.element("S")
                case .tiles: line.element("N")
                case .imageRows: line.element("R")
                }
            }
        }
    }

    mutating func append(_ summary: TraceSummary) {
        object { line in
            line.member("passes", summary.passes)
            line.member("events", summary.events)
            if let seconds = summary.seconds { line.member("seconds", seconds) }
            line.member("complete", summary.complete)
        }
    }
}
