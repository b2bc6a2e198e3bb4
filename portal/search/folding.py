"""One spelling for what readers take for the same: case, width, accents, Arabic letters, digits."""

import unicodedata
from functools import lru_cache

VOICED = "\u3099\u309a"  # a kana with this mark is another letter
KATAKANA = {code: code - 0x60 for code in range(0x30A1, 0x30F7)}
LETTERS = str.maketrans(
    {
        "ø": "o", "đ": "d", "ł": "l", "æ": "ae", "œ": "oe", "ı": "i", "ð": "d", "þ": "th",
        "ħ": "h", "ŧ": "t",
        "ٱ": "ا", "ى": "ي", "ی": "ي", "ې": "ي", "ک": "ك", "ة": "ه", "ۃ": "ه", "ە": "ه", "ہ": "ه",
        "ء": "", "ـ": "",
    }
    | {chr(code): chr(replacement) for code, replacement in KATAKANA.items()}
)  # fmt: skip
MOST_ROUNDS = 6


def is_mark(character):
    """Accents, Arabic vowel signs and what is not seen at all: joiners and direction marks."""
    return unicodedata.category(character) in {"Mn", "Me", "Cf"} and character not in VOICED


def _digit(character):
    value = unicodedata.decimal(character, None)
    return character if value is None else str(value)


def _fold(text):
    text = unicodedata.normalize("NFKC", text).casefold().translate(LETTERS)
    text = "".join(c for c in unicodedata.normalize("NFKD", text) if not is_mark(c))
    return "".join(map(_digit, unicodedata.normalize("NFC", text).translate(LETTERS)))


@lru_cache(maxsize=65536)
def fold(text):
    """The spelling under which a word is indexed and looked for; folding it again changes nothing.

    Kana become hiragana, Hangul stays whole, the Arabic article stays.
    """
    if text.isascii():
        return text.lower()
    for _round in range(MOST_ROUNDS):
        folded = _fold(text)
        if folded == text:
            break
        text = folded
    return text
