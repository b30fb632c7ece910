"""The preprocessing of the model cards of twitter-roberta, which is this function. Writes texts.tsv: a text, the result."""


def preprocess(text):
    """As the model card has it."""
    new_text = []
    for t in text.split(" "):
        t = "@user" if t.startswith("@") and len(t) > 1 else t
        t = "http" if t.startswith("http") else t
        new_text.append(t)
    return " ".join(new_text)


TEXTS = [
    "",
    "@jim look: https://t.co/x now",
    "@ @a @@ @é see @user, (@bob) http httpx HTTP://X https://t.co/é",
    "  two  spaces @x  http://a b ",
    "RT @user: $AAPL up 3 % 🚀 https://t.co/q",
    "mail a@b.c and www.x.com",
    "日本 @日本 http日本",
]
with open("texts.tsv", "w", encoding="utf-8") as out:
    for text in TEXTS:
        print(text, preprocess(text), sep="\t", file=out)
