/// What becomes of a picture's transparency, since the model sees three channels.
///
/// The reference has two answers. Given a file's path, transformers 5.23 drops the alpha channel and shows the colour that stands under
/// it (`load_image` ends in Pillow's `convert("RGB")`, `load_image_as_tensor` in `ImageReadMode.RGB`; both give the same bytes). Given a
/// Pillow image that was opened before, its image processor lays it over white first (`convert_to_rgb`), as Meta's own code does.
public enum Transparency: Sendable, CaseIterable {
    /// The colours as stored, as if everything were opaque: the reference with a path.
    case dropped
    /// Laid over a white ground, with Pillow's arithmetic: the reference with an open Pillow image.
    case overWhite
}
