"""What is asked about a picture, and what is answered: a scene's questions, and conversations in the chat format."""

import pictures

EOT = "<|eot|>"
USER = "<|header_start|>user<|header_end|>\n\n"
ASSISTANT = "<|header_start|>assistant<|header_end|>\n\n"
KINDS = ["what", "how many", "left", "left of"]


def questions(scene):
    """Every question that has one answer: (kind, question, answer)."""
    shapes = scene.shapes
    asked = [("how many", "How many?", str(len(shapes)))]
    if len(shapes) == 1:
        asked.append(("what", "What is this?", f"a {shapes[0].name}"))
    if len(shapes) == 2:
        left, right = sorted(shapes, key=lambda s: s.x)
        asked.append(("left", "Which is left of the other?", f"the {left.name}"))
        asked.append(("left of", f"What is left of the {right.name}?", f"a {left.name}"))
        asked.append(("right of", f"What is right of the {left.name}?", f"a {right.name}"))
    return asked


def image_text(rows, columns, tokens):
    """The tokens that stand for a picture of rows × columns tiles: as transformers' Llama4Processor writes them."""
    patches, text = "<|patch|>" * tokens, "<|image_start|>"
    if rows * columns > 1:
        for _ in range(rows):
            text += "<|tile_x_separator|>".join([patches] * columns) + "<|tile_y_separator|>"
    return text + "<|image|>" + patches + "<|image_end|>"


def pieces(image, asked, chat=True):
    """A conversation about one picture as (text, counts for the loss) pieces. Without `chat`, questions follow the picture directly."""
    yield "<|begin_of_text|>" + (USER if chat else "") + image, False
    for i, (_, question, answer) in enumerate(asked):
        yield (USER if i and chat else "") + question + (EOT + ASSISTANT if chat else ""), False
        yield ("" if chat else " ") + answer, True
        yield EOT, True
