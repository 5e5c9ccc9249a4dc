import subprocess
import sys

from embedviz.sources.corpora import Corpus, Sentences

TEXT = [["the", "king", "rules"], ["the", "queen", "rules"]]


def corpus(sentences: list[list[str]], title: str = "a title") -> Corpus:
    return Corpus(title, Sentences.of(sentences))


def test_a_corpus_gives_its_sentences_again_and_again():
    made = corpus(TEXT)
    assert list(made) == list(made) == TEXT


def test_equal_texts_have_one_id_whatever_their_titles():
    assert corpus(TEXT).id == corpus(TEXT, "another").id


def test_other_texts_have_other_ids():
    joined = [TEXT[0] + TEXT[1]]
    moved = [TEXT[0][:2], TEXT[0][2:] + TEXT[1]]
    swapped = [TEXT[1], TEXT[0]]
    glued = [["thek", "ing", "rules"], *TEXT[1:]]
    assert len({corpus(sentences).id for sentences in (TEXT, joined, moved, swapped, glued, TEXT * 2)}) == 6


def test_an_id_is_the_same_in_another_process():
    code = f"from embedviz.sources.corpora import *; print(Corpus('', Sentences.of({TEXT})).id)"
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert printed.strip() == corpus(TEXT).id


def test_a_corpus_is_counted():
    assert corpus(TEXT).statistics.tokens == 6
