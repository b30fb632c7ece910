"""Names of emoji by the package emoji. Writes names.tsv: the emoji, its name in words."""

import emoji

with open("names.tsv", "w", encoding="utf-8") as out:
    print(f"# emoji {emoji.__version__}", file=out)
    for character, data in sorted(emoji.EMOJI_DATA.items()):
        if data["status"] == emoji.STATUS["fully_qualified"] and data["E"] <= 15:
            print(character, data["en"].strip(":").replace("_", " "), sep="\t", file=out)
