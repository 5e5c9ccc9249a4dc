"""The list of pairs in English and Chinese."""

from embedviz.sources.bilingual import bilingual_pairs
from embedviz.sources.corpora import generated


def test_it_holds_200_pairs_and_no_word_twice():
    pairs = bilingual_pairs()
    assert len(pairs) == len({a for a, _b in pairs}) == len({b for _a, b in pairs}) == 200
    assert ("king", "国王") in pairs
    assert all(a.isascii() and a.islower() and not b.isascii() for a, b in pairs)


def test_most_of_it_is_in_both_generated_corpora():
    english, chinese = (set(generated(language=each).statistics.words) for each in ("en", "zh"))
    known = [(a, b) for a, b in bilingual_pairs() if a in english and b in chinese]
    assert len(known) > 150
