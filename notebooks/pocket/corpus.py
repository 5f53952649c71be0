"""Writes the corpus: nine kinds of text, each a function that writes one document through a `Writer`.

Everything is made up here; there is no outside text. A document is written for one split: "train" never contains
what is held out (`held_fact`, `held_sum`), and "test" consists of it. The random generators of the two splits never
share a seed.

Every token has a weight for the loss: what nobody can know (which fact is told) counts little, what follows from the
text counts fully, and what has to be looked up counts double. The writer also notes where each answer stands and
where the text tells it, so that the evaluation can look at both.
"""

import zlib
from dataclasses import dataclass

import grammar
from grammar import COLOURS, NAMES, OBJECTS, RULES, Story

CHUNK = 32
GUESS, TEXT, ANSWER = 0.1, 1.0, 2.0
FIRST = 0.02       # for the first token of everything but stories: what follows <|begin_of_text|> alone is a story
KINDS = ["story", "recall", "sentences", "chat", "copy", "count", "sums", "program", "languages"]
FILLERS = [" ...", " Yes.", " It rained.", " The sun was low.", " The wind was soft.", " The park was quiet."]
HEADER = "<|eot|><|header_start|>assistant<|header_end|>\n\n"
BOS, END, EOT = "<|begin_of_text|>", "<|end_of_text|>", "<|eot|>"


def held_fact(name, colour, thing):
    """One fact in eight is never in the training text."""
    return zlib.crc32(f"{name} {colour} {thing}".encode()) % 8 == 0


def held_sum(a, op, b):
    """One sum in eight is never in the training text; of a+b and b+a at most one is held out."""
    if op == "+" and (a == b or zlib.crc32(f"{min(a, b)}{max(a, b)}".encode()) % 2 == (a < b)):
        return False
    return zlib.crc32(f"{a}{op}{b}".encode()) % (4 if op == "+" else 8) == 0


SUMS = [(a, "+", b) for a in range(20) for b in range(20 - a)] + [(a, "-", b) for a in range(20) for b in range(a + 1)]
SUMS_OF = {split: [s for s in SUMS if held_sum(*s) == (split == "test")] for split in ("train", "test")}
KNOWN_SUMS = {split: set(sums) for split, sums in SUMS_OF.items()}


@dataclass
class Answer:
    """Where an answer stands (`at`: positions of its tokens) and where the text told it (`told`: first, last)."""
    kind: str
    at: list
    told: tuple = None


class Writer:
    """Lays text into token positions. With `whole`, a unit that must stay whole is never cut by a chunk's border:
    some filler goes before it. (A cut fact is half forgotten: on a chunked layer nothing sees across.)"""

    def __init__(self, encode, rng, room, whole=True, split="train"):
        self.encode, self.rng, self.room, self.whole, self.split = encode, rng, room, whole, split
        self.ids, self.weights, self.kinds, self.text, self.answers = [], [], [], [], []
        self.kind, self.fresh, self.named = 0, True, set()

    def left(self):
        return self.room - len(self.ids)

    def put(self, text, weight=TEXT):
        """Writes one piece. At the start of a document or turn a leading blank is dropped."""
        if self.fresh:
            text = text.lstrip(" ")
        self.fresh = False
        ids = self.encode(text)
        start = len(self.ids)
        self.ids += ids
        self.weights += [weight] * len(ids)
        self.kinds += [self.kind] * len(ids)
        self.text.append(text)
        return list(range(start, start + len(ids)))

    def special(self, name, weight=TEXT):
        self.put(name, weight)
        self.fresh = name in (BOS,)

    def keep(self, pieces):
        """Makes sure that these pieces, written next, stay in one chunk: if they would not, filler comes first."""
        size = sum(len(self.encode(text)) for text, _ in pieces)
        gap = -len(self.ids) % CHUNK
        while self.whole and size > gap > 0:
            fits = [f for f in FILLERS if len(self.encode(f)) <= gap]
            gap -= len(self.put(self.rng.choice(fits), GUESS))

    def unit(self, pieces):
        """Writes pieces (text, weight) that stay in one chunk; returns the positions of each piece."""
        self.keep(pieces)
        return [self.put(*p) for p in pieces]

    def filler(self, count):
        story = Story(self.rng)
        for _ in range(count):
            self.put(" " + story.expand("weather"), 0.3)


def new_facts(w, count):
    """Facts about people whom no earlier document of this sequence told of (a NoPE layer cannot tell early from late)."""
    free = [n for n in NAMES if n not in w.named]
    names = w.rng.sample(free if len(free) >= count else NAMES, count)
    w.named.update(names)
    facts = []
    for name in names:
        while True:
            fact = (name, w.rng.choice(COLOURS), w.rng.choice(OBJECTS))
            if held_fact(*fact) == (w.split == "test"):
                break
        facts.append(fact)
    return facts


def plain(name, colour, thing, weight):
    return [(f" {name}", GUESS), (":", TEXT), (f" {colour}", weight), (f" {thing}", weight), (".", TEXT)]


def spoken(name, colour, thing, weight):
    return [(f" {name}", GUESS), (" has", TEXT), (" a", TEXT), (f" {colour}", weight), (f" {thing}", weight), (".", TEXT)]


def tell(w, facts, form):
    """Tells the facts; returns where each was told, by name."""
    told = {}
    for fact in facts:
        at = w.unit(form(*fact, GUESS))
        told[fact[0]] = (at[0][0], at[-2][-1])
    return told


def recall(w, most=7, rounds=99):
    """`Mia: red kite. Tom: blue drum. … Tom: blue drum. Mia: red kite.`"""
    facts = new_facts(w, w.rng.randint(min(2, most), most))
    told = tell(w, facts, plain)
    for _ in range(rounds):
        if w.rng.random() < 0.6:
            w.filler(w.rng.randint(1, 3))
        for fact in w.rng.sample(facts, len(facts)):
            if w.left() < 6:
                return
            at = w.unit(plain(*fact, ANSWER))
            w.answers.append(Answer("recall", at[2] + at[3], told[fact[0]]))


def asked(fact):
    """Pieces of a question and its answer; the answer's name has to be looked up too."""
    return ([(" What does", GUESS), (f" {fact[0]}", GUESS), (" have?", TEXT)],
            [(f" {fact[0]}", ANSWER)] + spoken(*fact, ANSWER)[1:])


def positions(at):
    """Of an answer's pieces, the positions up to the thing (without the full stop)."""
    return [p for piece in at[:-1] for p in piece]


def sentences(w, most=6, rounds=99):
    """The same in sentences: `Mia has a red kite. … What does Mia have? Mia has a red kite.`"""
    facts = new_facts(w, w.rng.randint(min(2, most), most))
    told = tell(w, facts, spoken)
    for _ in range(rounds):
        if w.rng.random() < 0.6:
            w.filler(w.rng.randint(1, 2))
        for fact in w.rng.sample(facts, len(facts)):
            if w.left() < 14:
                return
            ask, answer = asked(fact)
            at = w.unit(ask + answer)
            w.answers.append(Answer("sentences", positions(at[3:]), told[fact[0]]))


def turn(w, role):
    w.special("<|header_start|>")
    w.put(role)
    w.special("<|header_end|>")
    w.put("\n\n")
    w.fresh = True


def chat(w, topic=None, most=5):
    """User and assistant, as in the chat template: facts, sums, copying, translating, stories."""
    topic = topic or w.rng.choice(["facts"] * 6 + ["sum", "copy", "say", "story"])
    turn(w, "user")
    if topic == "facts":
        facts = new_facts(w, w.rng.randint(1, most))
        told = tell(w, facts, spoken)
        w.filler(w.rng.randint(0, 3))
        for i, fact in enumerate(w.rng.sample(facts, len(facts))):
            if i:
                if w.left() < 24:
                    break
                turn(w, "user")
            ask, answer = asked(fact)
            w.keep(ask + answer + [(HEADER, TEXT)])
            for piece in ask:
                w.put(*piece)
            w.special(EOT)
            turn(w, "assistant")
            w.answers.append(Answer("chat", positions([w.put(*p) for p in answer]), told[fact[0]]))
            w.special(EOT)
        return
    if topic == "sum":
        a, op, b = w.rng.choice(SUMS_OF[w.split])
        w.put("What is ", TEXT), w.put(f"{a}{op}{b}", GUESS), w.put("?")
        w.special(EOT)
        turn(w, "assistant")
        add(w, a, op, b, ANSWER, ".")
    elif topic == "copy":
        words = some_words(w, w.rng.randint(2, 6))
        w.put("Say:"), w.put("".join(words), GUESS), w.put(".")
        w.special(EOT)
        turn(w, "assistant")
        w.put("".join(words), ANSWER), w.put(".")
    elif topic == "say":
        language = w.rng.choice(LANGUAGES[1:])
        said = statement(w)
        w.put(f"In {language}:"), w.put(" " + said["English"], GUESS)
        w.special(EOT)
        turn(w, "assistant")
        w.put(said[language], ANSWER)
    else:
        w.put("Tell me a story.")
        w.special(EOT)
        turn(w, "assistant")
        w.put(a_story(w))
    w.special(EOT)


def a_story(w):
    while True:
        story = Story(w.rng)
        b = story.bound
        if w.split == "test" or not any(held_fact(b[n], b["colour"], b["object"]) for n in ("girl", "boy")):
            return story.tell()


def story(w):
    w.put(a_story(w))


WORDS = COLOURS + OBJECTS + NAMES + grammar.PLACES + grammar.ANIMALS + RULES["play"] + RULES["mood"]


def some_words(w, count):
    return [" " + x for x in w.rng.sample(WORDS, count)]


def copy(w, count=None, times=99):
    """`Copy: kite red frog = kite red frog.`"""
    for _ in range(times):
        words = some_words(w, count or w.rng.randint(3, 10))
        if w.left() < 2 * len(words) + 5:
            return
        at = w.unit([(" Copy:", TEXT)] + [(x, GUESS) for x in words] + [(" =", TEXT)])
        copied = [w.put(x, ANSWER)[0] for x in words]
        w.put(".")
        w.answers.append(Answer("copy", copied, (at[1][0], at[-2][-1])))
        if w.rng.random() < 0.3:
            return


def count(w):
    """`Count by 2: 4,6,8,10.`"""
    for _ in range(w.rng.randint(1, 3)):
        step = w.rng.choice([1, 1, 2, 5, 10, -1])
        length = w.rng.randint(4, 10)
        start = w.rng.randint(0, 20) if step > 0 else w.rng.randint(length, 30)
        w.put(f" Count by {step}:" if step != 1 else " Count:", TEXT), w.put(f" {start}", GUESS)
        for i in range(1, length):
            w.put(f",{start + i * step}")
        w.put(".")


def add(w, a, op, b, weight=ANSWER, end="\n"):
    asked = w.put(f"{a}{op}{b}", GUESS)
    w.put("=")
    at = w.put(str(a + b if op == "+" else a - b), weight)
    w.answers.append(Answer("sums", at, (asked[0], at[-1])))
    w.put(end)


def sums(w, times=None):
    if times is None and w.split == "train" and w.rng.random() < 0.5:
        return walk(w)
    for _ in range(times or w.rng.randint(4, 12)):
        if w.left() < 7:
            return
        add(w, *w.rng.choice(SUMS_OF[w.split]))


def walk(w):
    """Sums side by side in the table: one number stays and the other goes on by one, so that their order is seen."""
    a, op, b = w.rng.choice(SUMS_OF[w.split])
    first, step = w.rng.random() < 0.5, w.rng.choice([-1, 1])
    for _ in range(w.rng.randint(4, 10)):
        if w.left() < 7:
            return
        if (a, op, b) in KNOWN_SUMS[w.split]:
            add(w, a, op, b)
        a, b = (a + step, b) if first else (a, b + step)


def program(w):
    """Three little programs with what they print."""
    x, y = w.rng.sample("abcxyz", 2)
    form = w.rng.randrange(3)
    if form == 0:
        a, op, b = w.rng.choice(SUMS_OF[w.split])
        w.put(f"{x} = {a}\n{y} = {x} {op} {b}\nprint({y})\n>", 0.5)
        w.put(f" {a + b if op == '+' else a - b}", ANSWER)
    elif form == 1:
        n = w.rng.randint(2, 7)
        w.put(f"for {x} in range({n}):\n    print({x})\n>", 0.5)
        w.put("".join(f" {i}" for i in range(n)), ANSWER)
    else:
        first, second = w.rng.sample(OBJECTS, 2)
        w.put(f"{x} = \"{first}\"\n{y} = \"{second}\"\nprint({x}, {y})\n>", 0.5)
        w.put(f" {first} {second}", ANSWER)
    w.put("\n")


LANGUAGES = ["English", "German", "Spanish", "French"]
NOUNS = [("house", "Das Haus", "La casa", "La maison"), ("cat", "Die Katze", "La gata", "La chatte"),
         ("dog", "Der Hund", "El perro", "Le chien"), ("bread", "Das Brot", "El pan", "Le pain"),
         ("book", "Das Buch", "El libro", "Le livre"), ("table", "Der Tisch", "La mesa", "La table"),
         ("child", "Das Kind", "El niño", "Le garçon"), ("car", "Das Auto", "El coche", "La voiture")]
ADJECTIVES = [("red", "rot", "rojo", "roja", "rouge", "rouge"), ("black", "schwarz", "negro", "negra", "noir", "noire"),
              ("big", "groß", "alto", "alta", "grand", "grande"), ("small", "klein", "bajo", "baja", "petit", "petite"),
              ("new", "neu", "nuevo", "nueva", "neuf", "neuve"), ("good", "gut", "bueno", "buena", "bon", "bonne")]


def statement(w):
    """One statement in four languages; the adjective agrees in Spanish and French."""
    noun, adjective = w.rng.choice(NOUNS), w.rng.choice(ADJECTIVES)
    spanish = adjective[3 if noun[2].startswith("La ") else 2]
    french = adjective[5 if noun[3].startswith("La ") else 4]
    return {"English": f"The {noun[0]} is {adjective[0]}.", "German": f"{noun[1]} ist {adjective[1]}.",
            "Spanish": f"{noun[2]} es {spanish}.", "French": f"{noun[3]} est {french}."}


def languages(w):
    for _ in range(w.rng.randint(1, 3)):
        said = statement(w)
        order = w.rng.sample(LANGUAGES, 3)
        for i, language in enumerate(order):
            w.put(f" {language}:", 0.5), w.put(" " + said[language], TEXT if i else 0.4)


def document(w, kind, **options):
    """Writes one document of the kind, from <|begin_of_text|> to its end."""
    w.kind = KINDS.index(kind)
    w.special(BOS)
    first = len(w.ids)
    globals()[kind](w, **options)
    if kind != "chat":
        w.special(END)
    if kind != "story":
        w.weights[first] = FIRST
