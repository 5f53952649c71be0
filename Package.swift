// swift-tools-version: 6.2
import Foundation
import PackageDescription

/// The processor that the kernels are compiled for. A plain build takes everything this machine has;
/// `LLAMASTEP_CPU=x86-64-v3` makes a program that runs on any machine with AVX2.
let processor = Context.environment["LLAMASTEP_CPU"] ?? "native"

/// Whether that processor has 32 vector registers of 512 bits (AVX-512), which decides how many sums a kernel holds at a time.
let hasWideRegisters: Bool
/// Whether it multiplies bytes by fours (AVX-512 VNNI), which codes of eight and four bits are multiplied with.
let hasByteProducts: Bool
switch processor {
case "native":
    let features = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
    hasWideRegisters = features.contains("avx512f")
    hasByteProducts = features.contains("avx512_vnni")
case "icelake-server", "sapphirerapids", "znver4", "znver5": (hasWideRegisters, hasByteProducts) = (true, true)
case "x86-64-v4", "skylake-avx512": (hasWideRegisters, hasByteProducts) = (true, false)
default: (hasWideRegisters, hasByteProducts) = (false, false)
}

/// Kernels are optimised in debug builds too, so that tests run fast: as a whole, because generic kernels are made for each format across files.
let kernelSettings: [SwiftSetting] = [
    .unsafeFlags(["-Xcc", "-march=\(processor)"]),
    .unsafeFlags(["-O", "-disable-batch-mode", "-wmo", "-num-threads", "2"], .when(configuration: .debug)),
] + (hasWideRegisters ? [.define("WIDE_REGISTERS")] : []) + (hasByteProducts ? [.define("BYTE_PRODUCTS")] : [])

/// Decoding a picture is a loop over bytes as well.
let decoderSettings: [SwiftSetting] = [
    .unsafeFlags(["-O"], .when(configuration: .debug)),
]

let package = Package(
    name: "LlamaStep",
    products: [.executable(name: "llamastep", targets: ["llamastep"])],
    targets: [
        .target(name: "JSON"),
        .target(name: "Tensors", swiftSettings: kernelSettings),
        .target(name: "Checkpoint", dependencies: ["Tensors", "JSON"]),
        .target(name: "Tokenizer", dependencies: ["JSON"]),
        .target(name: "Compression", swiftSettings: decoderSettings),
        .target(name: "Images", dependencies: ["Compression", "JSON"], swiftSettings: decoderSettings),
        .target(name: "Machine", dependencies: ["Tensors"]),
        .target(name: "Llama4", dependencies: ["Machine", "Checkpoint", "Tokenizer", "Images"]),
        .target(name: "Views", dependencies: ["Machine", "Tensors", "Images", "JSON"]),
        .target(name: "Trace", dependencies: ["Machine", "Tensors", "Checkpoint", "Compression", "JSON"]),
        .target(name: "Debugger", dependencies: ["Llama4", "Views", "Trace"]),
        .executableTarget(name: "llamastep", dependencies: ["Debugger"], resources: [.copy("Resources")]),
        .target(name: "TestSupport", dependencies: ["JSON"], path: "Tests/TestSupport"),
        .testTarget(name: "JSONTests", dependencies: ["JSON"]),
        .testTarget(name: "TensorsTests", dependencies: ["Tensors"]),
        .testTarget(name: "CheckpointTests", dependencies: ["Checkpoint", "TestSupport"]),
        .testTarget(name: "TokenizerTests", dependencies: ["Tokenizer", "TestSupport"]),
        .testTarget(name: "ImagesTests", dependencies: ["Images", "Compression", "JSON", "TestSupport"]),
        .testTarget(name: "MachineTests", dependencies: ["Machine"]),
        .testTarget(name: "Llama4Tests", dependencies: ["Llama4", "Trace", "Debugger", "TestSupport"]),
        .testTarget(name: "TraceTests", dependencies: ["Trace", "TestSupport"]),
        .testTarget(name: "ViewsTests", dependencies: ["Views", "Machine", "Tensors", "JSON"], exclude: ["Snapshots"]),
        .testTarget(name: "DebuggerTests", dependencies: ["Debugger", "Images", "TestSupport"], exclude: ["Transcripts", "Lessons"]),
        .testTarget(name: "CommandTests", dependencies: ["llamastep", "Debugger", "JSON", "TestSupport"]),
        .testTarget(name: "ArchitectureTests", dependencies: ["TestSupport"]),
        .testTarget(name: "FuzzTests", dependencies: ["llamastep", "Debugger", "Images", "Compression", "Tokenizer", "TestSupport"]),
    ],
    swiftLanguageModes: [.v6]
)
