/// Where `list` goes on when it is repeated.
struct ListingState: Hashable, Sendable {
    /// The instruction after the last one shown.
    var next: Int?
    /// Where the walk stood then; a listing begins anew after a move.
    var place: Place?
}
