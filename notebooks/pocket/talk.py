"""What is asked about a picture, and what is answered: a scene's questions, and conversations in the chat format."""

import pictures

EOT = "<|eot|>"
USER = "<|header_start|>user<|header_end|>\n\n"
ASSISTANT = "<|header_start|>assistant<|header_end|>\n\n"


def repeat(rng):
    """A question that is not about the picture. It names the pairs that are never drawn half of the time: a model that never
    says "white cross" learns that "cross" does not follow "white", whatever it sees."""
    colour, form = rng.choice(pictures.PAIRS_OF[rng.choice(["train", "test"])])
    words = f"{rng.choice(['a', 'the'])} {colour} {form}"
    return "repeat", f"Say: {words}", words


def questions(scene):
    """Every question that has one answer: (kind, question, answer)."""
    shapes = scene.shapes
    asked = [("how many", "How many?", str(len(shapes)))]
    if len(shapes) == 1 and shapes[0].name:
        asked.append(("what", "What is this?", f"a {shapes[0].name}"))
    if len(shapes) == 2:
        left, right = sorted(shapes, key=lambda s: s.x)
        if left.name:
            asked.append(("left", "Which is left of the other?", f"the {left.name}"))
        if left.name and right.name:
            asked.append(("left of", f"What is left of the {right.name}?", f"a {left.name}"))
            asked.append(("right of", f"What is right of the {left.name}?", f"a {right.name}"))
    return asked


def parts(scene):
    """Questions about what of a shape has a name, one at a time."""
    shapes, asked = sorted(scene.shapes, key=lambda s: s.x), []
    for shape, place in zip(shapes, {1: ["this"], 2: ["left", "right"]}.get(len(shapes), [])):
        if shape.colour:
            asked.append(("colour", f"What colour is {place}?", shape.colour))
        if shape.form:
            asked.append(("form", f"What form is {place}?", f"a {shape.form}"))
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
