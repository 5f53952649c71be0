import Testing

/// Who may import whom. A room knows those below it, and what it needs of the toolchain.
@Suite struct RoomTests {
    /// Modules of this package that a room may import, itself left out.
    static let allowed: [String: Set<String>] = [
        "JSON": [],
        "Tensors": ["_Builtin_intrinsics.intel"],
        "Checkpoint": ["Tensors", "JSON"],
        "Tokenizer": ["JSON"],
        "Compression": [],
        "Images": ["Compression", "JSON"],
        "Machine": ["Tensors"],
        "Llama4": ["Machine", "Checkpoint", "Tokenizer", "Images", "Tensors", "JSON"],
        "Views": ["Machine", "Tensors", "Images", "JSON"],
        "Trace": ["Machine", "Tensors", "Checkpoint", "Compression", "JSON"],
        "Debugger": ["Llama4", "Views", "Trace", "Machine", "Checkpoint", "Tokenizer", "Images", "Tensors", "JSON"],
        "llamastep": ["Debugger", "Llama4", "Views", "Trace", "Machine", "Checkpoint", "Tokenizer", "Images", "Tensors", "JSON"],
    ]

    static let toolchain: Set<String> = ["Foundation", "Dispatch", "Synchronization"]

    @Test func everyFileImportsWhatItMay() {
        for file in SourceTree.files {
            let known = Self.toolchain.union(Self.allowed[file.room] ?? [])
            #expect(known.isSuperset(of: file.imports), "\(file.path) imports \(Set(file.imports).subtracting(known).sorted())")
        }
    }

    /// What only some processors can do stands in one file, beside the same for all others.
    @Test func instructionsOfOneProcessorStandInOneFile() {
        let users = SourceTree.files.filter { $0.imports.contains { $0.hasPrefix("_Builtin") } }
        #expect(users.map(\.path) == ["Tensors/Kernels/Matrix/FixedPoint/ByteInstructions.swift"])
    }

    @Test func theTreeWasRead() {
        #expect(Set(SourceTree.files.map(\.room)) == Set(Self.allowed.keys))
    }
}
