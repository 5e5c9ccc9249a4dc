"""Tokens that a byte-level tokenizer spells byte by byte, shown as the text that they are: "ä¸Ńåľĭ" is "中國".

GPT-2's tokenizer and all after its model (RoBERTa, BART, LLaMA 3, Qwen) write each byte of UTF-8 as a character of its
own: those of Latin-1 that can be seen as they are, the others as the characters from U+0100.
"""

import re
import unicodedata
from collections.abc import Collection, Sequence

from embedviz.formats.encodings import escaped

_SEEN = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
_UNSEEN = sorted({*range(0x100)} - {*_SEEN})
_BYTES = {**{chr(byte): byte for byte in _SEEN}, **{chr(0x100 + i): byte for i, byte in enumerate(_UNSEEN)}}
_BEYOND_ASCII = re.compile(f"[{''.join(re.escape(sign) for sign, byte in _BYTES.items() if byte >= 0x80)}]+")


def as_texts(tokens: Sequence[str | None], special: Collection[str] = ()) -> list[str | None]:
    """Return tokens as texts.

    Parameters
    ----------
    tokens : sequence of str or None
        As a byte-level tokenizer spells them.
    special : collection of str
        Which of them are spelled as texts already.

    Returns
    -------
    list of str or None
        Bytes that are no character alone are escapes. A blank and the signs that control stay as they are spelled, "Ġ"
        and "Ċ", as does a token whose text is another one's.
    """
    texts = [token if token is None or token in special else _text(token) for token in tokens]
    taken = {token for token, text in zip(tokens, texts, strict=True) if token == text}
    for i, (token, text) in enumerate(zip(tokens, texts, strict=True)):
        if token != text:
            texts[i] = token if text in taken else text
            taken.add(texts[i])
    return texts


def is_of_bytes(tokens: Collection[str]) -> bool:
    """Tell whether words are tokens of a byte-level tokenizer, which begin a word with the sign of a blank.

    Parameters
    ----------
    tokens : collection of str
        All of a vocabulary.

    Returns
    -------
    bool
        Only if nearly all are spelled so; those added later need not be.
    """
    others = sum(not _BYTES.keys() >= set(token) for token in tokens)
    return 100 * others < len(tokens) and any(token.startswith("Ġ") for token in tokens)


def _text(token: str) -> str:
    if not _BYTES.keys() >= set(token):
        return token
    return _BEYOND_ASCII.sub(lambda found: _shown(found[0]), token)


def _shown(spelled: str) -> str:
    text = escaped(bytes(_BYTES[sign] for sign in spelled))
    return spelled if any(unicodedata.category(sign) in ("Cc", "Zs", "Zl", "Zp") for sign in text) else text
