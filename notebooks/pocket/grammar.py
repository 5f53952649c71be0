"""The story grammar: it writes the little stories, and it accepts or rejects sentences.

A rule maps a symbol to its alternatives; `<symbol>` in an alternative stands for another rule. The grammar is not
recursive, so every kind of sentence is one regular expression: `accepts` is exact, not a guess. A story binds the
hero, the thing and so on once (`Story`), which is why the same names come back; `accepts` looks at one sentence
at a time, with pronouns that fit the names in it.
"""

import re

GIRLS = "Mia Ana Eva Zoe Lily Nora Emma Ruth Ida Kim Sara Lucy".split()
BOYS = "Tom Ben Max Sam Leo Jack Finn Paul Otto Carl Hugo Nick".split()
NAMES = GIRLS + BOYS
COLOURS = "red blue green yellow black white pink brown grey purple silver gold".split()
OBJECTS = ("kite drum ball hat boat cup doll lamp bell bike book coat "
           "ring rope sock flag box pen cake key car shoe fork spoon").split()
PLACES = "park beach forest garden school river farm market hill lake".split()
ANIMALS = "dog cat bird fish frog horse duck mouse".split()

RULES = {
    "name": ["<girl>", "<boy>"],
    "girl": GIRLS,
    "boy": BOYS,
    "colour": COLOURS,
    "object": OBJECTS,
    "place": PLACES,
    "animal": ANIMALS,
    "size": ["big", "small", "new", "little", "great"],
    "mood": ["happy", "sad", "tired", "proud", "glad"],
    "play": ["play", "run", "swim", "sing", "dance", "jump"],
    "weather": ["The sun was <warmth>.", "The wind was <wind>.", "The sun was <warmth> and the wind was <wind>.",
                "It rained.", "The sky was <colour>.", "The <place> was quiet."],
    "warmth": ["warm", "hot", "low"],
    "wind": ["soft", "cold", "strong"],
    "opening": ["One day, <name> went to the <place>.", "Once there was a <size> <animal> in the <place>.",
                "<name> and <name> were at the <place>."],
    "having": ["<girl> had a <colour> <object> and she liked it.", "<boy> had a <colour> <object> and he liked it.",
               "<name> had a <size> <object>.", "The <object> was <colour>."],
    "meeting": ["<name> saw a <size> <animal> there.", "There was a <colour> <animal> near the <place>.",
                "<name> asked <name> to <play> with the <animal>.", "The <animal> wanted to <play>."],
    "trouble": ["Then the <object> fell into the water.", "<girl> lost her <object> in the <place>.",
                "<boy> lost his <object> in the <place>.", "But the <animal> took the <object> and ran away.",
                "<name> was <mood>."],
    "help": ["<name> helped <name> to find the <object>.", "The <animal> came back with the <object>.",
             "<girl> said that she would help.", "<boy> said that he would help.", "<name> looked for the <object>."],
    "ending": ["They were <mood> and went home.", "At the end, <name> gave the <object> to <name>.",
               "<girl> thanked <boy> and they <past> all day.", "<boy> thanked <girl> and they <past> all day.",
               "<name> and the <animal> were friends."],
    "past": ["played", "danced", "sang", "ran"],
}
SENTENCES = ["opening", "weather", "having", "meeting", "trouble", "help", "ending"]


def _pattern(symbol):
    """The regular expression of a symbol; `girl` and friends inside it are expanded all the way down."""
    def alternative(text):
        parts = re.split(r"<(\w+)>", text)
        return "".join(_pattern(p) if i % 2 else re.escape(p) for i, p in enumerate(parts))
    return "(?:" + "|".join(alternative(a) for a in RULES[symbol]) + ")"


_SENTENCE = re.compile("|".join(_pattern(s) for s in SENTENCES))


def sentences(text):
    """Cuts a story into its sentences. A last sentence without a full stop counts as one."""
    return [s.strip() for s in re.findall(r"[^.]+\.?", text) if s.strip()]


def accepts(sentence):
    """Whether the grammar can write this sentence."""
    return _SENTENCE.fullmatch(sentence) is not None


class Story:
    """One story: a cast that is drawn once, and sentences that mostly keep to it."""

    def __init__(self, rng):
        self.rng = rng
        girl, boy = rng.choice(GIRLS), rng.choice(BOYS)
        self.bound = {"girl": girl, "boy": boy, "object": rng.choice(OBJECTS), "place": rng.choice(PLACES),
                      "animal": rng.choice(ANIMALS), "colour": rng.choice(COLOURS), "size": rng.choice(RULES["size"])}

    def expand(self, symbol):
        text = self.rng.choice(RULES[symbol])
        names = self.rng.sample(["girl", "boy"], 2)      # two names in one sentence are two people
        def fill(match):
            inner = match.group(1)
            if inner == "name":
                inner = names.pop(0)
            return self.bound[inner] if inner in self.bound else self.expand(inner)
        return re.sub(r"<(\w+)>", fill, text)

    def tell(self):
        """Five to eight sentences: opening, weather, having, meeting, trouble, help, ending (some left out)."""
        middle = [s for s in ("weather", "having", "meeting", "trouble", "help") if self.rng.random() < 0.85]
        return " ".join(self.expand(s) for s in ["opening", *middle, "ending"])
