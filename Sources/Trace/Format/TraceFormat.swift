/// What every trace says about itself. The schema in `traces/trace.schema.json` describes this version.
public enum TraceFormat {
    public static let name = "llamastep-trace"
    public static let version = 1

    /// Values of up to so many numbers stand in the trace itself; larger ones in the safetensors file beside it.
    public static let inlineLimit = 64

    /// Keys that an attention digest lists for each head, and tokens that a lens and the logits list.
    public static let strongestCount = 3
    public static let lensCount = 3
    public static let topCount = 5

    /// The end of the name of a trace that is being written, or was left unfinished.
    public static let partialSuffix = ".partial"

    /// Bytes of the header and of one event that a reader takes. Whatever is longer is not ours.
    public static let headerLimit = 64 << 20
    public static let eventLimit = 64 << 20
}
