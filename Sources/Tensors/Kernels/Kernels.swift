/// The arithmetic, as pure functions from tensors to tensors. Every sum runs in a fixed order that does not
/// depend on the number of threads.
///
/// Shape letters: T new positions, S visible keys, D hidden, H heads, K key/value heads, d head size,
/// F intermediate, E experts, k experts per token, V vocabulary.
public enum Kernels {}
