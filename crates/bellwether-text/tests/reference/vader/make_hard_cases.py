"""Writes hard_cases.tsv: posts that exercise every rule of VADER, scored by vaderSentiment.

    python make_hard_cases.py

Python 3.11, vaderSentiment 3.3.2. Columns neg, neu, pos, compound as Python prints them, then the post with
backslash, tab, line feed and carriage return escaped. A third of the cases is written by hand, the rest is drawn
at random (seeded) from words that the rules ask for.
"""

import random
import sys
from pathlib import Path

from vaderSentiment.vaderSentiment import (
    BOOSTER_DICT,
    NEGATE,
    SPECIAL_CASES,
    SentimentIntensityAnalyzer,
)

ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
ANALYZER = SentimentIntensityAnalyzer()
RATED = sorted(word for word in ANALYZER.lexicon if word.isalpha())
FACES = sorted(word for word in ANALYZER.lexicon if not word[0].isalnum())
EMOJI = sorted(ANALYZER.emojis)
SPACES = [" "] * 12 + ["  ", "\t", "\n", "\r\n", "\u00a0", "\u3000", "\u2028", "\u001c", "\u001f", "\u0085", "\u200b"]
MARKS = [""] * 14 + ["!", "!!", "!!!!!", "?", "??", "???", "????", ".", ",", "...", '"', "!?", "¡", "…", "’", "\ufe0f"]
CUES = (
    "no nor or so this never without doubt least at very kind of sort just enough but BUT But the shit bomb bad ass "
    "badass bus stop yeah right kiss death to die for beating heart a it is good great bad horrible love hate not"
).split()
WIDE = (
    "über Straße STRASSE ẞ ß İSTANBUL ıstanbul İ kill \u212aind \u212aILL LI\u212aE ΣΊΣΥΦΟΣ σίσυφος ς ǅ Ǆ ǆ Ⅷ ⅷ Ⓐ ⓐ "
    "日本 最高 отлично ПЛОХО café CAFÉ ﬁne ﬃ 𝐆𝐎𝐎𝐃 gooḋ e\u0301 don’t isn’t DON’T été ªº ᾈ ᾀ ٣ © ® :-Þ :Þ ＧＯＯＤ ！ ？？"
).split()


def case(rng, word):
    return rng.choice([word] * 6 + [word.upper()] * 2 + [word.title(), word.swapcase()])


def random_word(rng):
    pools = [RATED, RATED, CUES, CUES, CUES, list(BOOSTER_DICT), NEGATE, list(SPECIAL_CASES), FACES, EMOJI, WIDE]
    word = case(rng, rng.choice(rng.choice(pools)))
    if rng.random() < 0.03:
        word += rng.choice(["n't", "N'T", "n’t", "'s", "\0", "-", "@", "1"])
    return rng.choice(MARKS) * rng.choice([0, 0, 0, 0, 1]) + word + rng.choice(MARKS)


def random_post(rng):
    length = rng.choice([1, 2, 3, 4, 5, 6, 8, 10, 14, 20, 60])
    parts = []
    for _ in range(length):
        parts += [random_word(rng), rng.choice(SPACES) if rng.random() < 0.97 else ""]
    return "".join(parts)


def written():
    yield from ["", " ", "\t\n", "!", "?", "??", "a", "!!! ???", "\u200b", "\ufeff", "\0", "\0good", "good\0", "...", "'"]
    # ties of the rounding: shares that are odd sixteenths
    yield from ["good " * n + "the " * m for n, m in ((1, 3), (2, 7), (5, 3), (3, 17))]
    yield from [f"{'well ' * n}{'the ' * m}".strip() for n in range(1, 5) for m in range(0, 14, 3)]
    for word in ("good", "GOOD", "bad", "BAD", "Good", "gOOD"):
        for frame in ("{} day", "{} DAY", "THE {} DAY", "the {} day!", "the VERY {} day", "THE very {} day", "so {}",
                      "not {}", "NOT {}", "no {}", "isn't {}", "never so {}", "never this was {}", "least {}"):
            yield frame.format(word)
    for marks in ("!", "!!", "!!!", "!!!!", "!!!!!", "?", "??", "???", "????", "!?", "!!??", "?!?!?!?!?!"):
        yield "good" + marks
        yield "this is bad " + marks
    for idiom in SPECIAL_CASES:
        yield f"it was {idiom}"
        yield f"now it really was {idiom} after all"
        yield f"{idiom} indeed".upper()
        yield f"a b c {idiom} d e good love it"
        yield f"but I would not say {idiom}, no good"
    for text in ("at least it is good", "the least good", "least good", "at least good", "very least good", "LEAST GOOD ones",
                 "kind of good", "it is kind of a good day", "kind of", "kind", "of kind of of", "sort of a good thing",
                 "just enough of good", "just enough good", "just a good", "it was sort of good, kind of bad",
                 "without doubt good", "without a doubt good", "without any doubt a good one", "without doubt the good",
                 "without any good", "no good", "no very good", "no or good", "no good or bad", "no one or good", "no no no",
                 "no no good", "NO GOOD here", "nothing no bad", "never good", "never this good", "never so very good",
                 "never ever so good", "this good", "so very much good", "one two so good", "so one good", "not very good",
                 "not so very good", "not at all very good", "rarely so good", "neither good nor bad", "uh-uh good",
                 "ain't good", "AIN'T good", "good, but bad", "bad but good", "but good", "good but", "but but good but bad",
                 "good good good but good good", "good bad but bad good", "fine 1 but fine", "love hate but hate love LOVE",
                 "good great good but great good great", "BUT good", "it's good, but. not bad", "good but, bad",
                 "butter good", "fun funny but funny fun fun"):
        yield text
    for face in (":)", ":(", ":-D", ":D", ":P", "xD", "XD", "<3", "</3", ":'(", "(:", "O_o", "^_^", ":-)!", "(:)", ":))",
                 "=D", ";)", "8-)", "{:", "d:", "0:)", "\\o/", "(ok)", "\"ok\"", "(lol)", "*lol*", "#lol", "@lol", "$:", "%)"):
        yield face
        yield f"well {face} it is"
    for text in ("😀", "😀😀", "good😀", "😀good", "😀 good", "❤", "❤️", "❤️ love", "💔!", "👍🏽", "🇩🇪", "©good", "good© bad", "🕐",
                 "🈯 LOVE", "love 🈯", "😀BUT😀 good", "\t😀\n😡", "😂😂😂 SO funny", "not 😀", "not😀", "no 😡", "👨‍👩‍👧", "☹", "☹️",
                 "†💣‡", "✨ very ✨ good"):
        yield text
    for word in WIDE:
        yield f"{word} good"
        yield f"{word} GOOD"
        yield word
    yield from ["good\u00a0bad", "good\u3000bad", "good\u200bbad", "good\u001cbad", "good\u0085bad", "good\u2028BAD", "not\u00a0good"]
    yield "supercalifragilisticexpialidocious uncontrollability oversimplification disadvantageousness"
    yield "HTTP://T.CO/GOOD #GOOD @good $GOOD good/bad good-bad (good) [bad] 'good' good's"


def main():
    assert sys.version_info[:2] == (3, 11)
    posts = list(dict.fromkeys(written()))
    rng = random.Random(14)
    while len(posts) < 720:
        posts.append(random_post(rng))
    with open(Path(__file__).parent / "hard_cases.tsv", "w", encoding="utf-8", newline="\n") as out:
        for post in posts:
            scores = ANALYZER.polarity_scores(post)
            print(*(repr(scores[c]) for c in ("neg", "neu", "pos", "compound")), post.translate(ESCAPES), sep="\t", file=out)


if __name__ == "__main__":
    main()
