"""Messages in the reader's language."""

import re
import threading
from collections.abc import Iterator
from contextvars import copy_context
from pathlib import Path

import pytest

from embedviz import i18n
from embedviz.i18n import _


@pytest.fixture(autouse=True)
def english_afterwards() -> Iterator[None]:
    yield
    i18n.speak("en")


def test_a_message_follows_the_language_of_the_moment():
    assert _("Rank") == "Rank"
    i18n.speak("zh")
    assert _("Rank") == "秩"
    i18n.speak("en")
    assert _("Rank") == "Rank"


def test_an_unknown_language_is_english():
    i18n.speak("xx")
    assert i18n.language() == "en"
    assert _("Rank") == "Rank"


def test_a_message_without_a_translation_stays():
    i18n.speak("zh")
    assert _("no such message") == "no such message"


def test_each_thread_has_a_language_of_its_own():
    heard: dict[str, str] = {}

    def say(name: str) -> None:
        heard[name] = _("Rank")

    i18n.speak("zh")
    other = threading.Thread(target=say, args=["other"])
    carried = threading.Thread(target=copy_context().run, args=[say, "carried"])
    for thread in (other, carried):
        thread.start()
        thread.join()
    assert heard == {"other": "Rank", "carried": "秩"}


@pytest.mark.parametrize(
    ("tag", "language"),
    [("zh-CN", "zh"), ("zh", "zh"), ("ZH_hans_CN", "zh"), ("en-US", "en"), ("de", "en"), ("", "en"), (None, "en")],
)
def test_a_browser_is_offered_its_language_or_english(tag, language):
    assert i18n.nearest_language(tag) == language


def test_a_word_of_two_senses_is_translated_by_its_context():
    with i18n.spoken("zh"):
        assert i18n.pgettext("matrix", "rank {rank:,}").format(rank=50) == "秩 50"
        assert i18n.pgettext("frequency", "rank {rank:,}").format(rank=50) == "词频排名 50"
    assert i18n.pgettext("frequency", "rank {rank:,}").format(rank=50) == "rank 50"


def test_every_list_of_fonts_has_one_with_chinese_characters_for_each_system():
    files = [file for ending in ("py", "css", "js") for file in Path(i18n.__file__).parent.rglob(f"*.{ending}")]
    lists = [
        each for file in files for each in re.split(r"[;{}]", file.read_text(encoding="utf-8")) if "Noto Sans" in each
    ]
    assert len(lists) == 3  # of figures, of the scene, of the report
    for font in ("Noto Sans CJK SC", "Noto Sans SC", "PingFang SC", "Microsoft YaHei", "WenQuanYi Micro Hei"):
        assert all(font in " ".join(found.split()) for found in lists), font


def test_a_sentence_ends_as_its_language_has_it():
    assert (i18n.ended("a = b"), i18n.ended("a = b + …")) == ("a = b.", "a = b + …")
    with i18n.spoken("zh"):
        assert (i18n.ended("秩"), i18n.ended("a = b + …")) == ("秩。", "a = b + …。")


@pytest.mark.parametrize(("language", "said"), [("en", "a = b + … Look."), ("zh", "a = b + …。看。")])
def test_what_follows_a_sum_that_breaks_off_is_a_sentence_of_its_own(language, said):
    with i18n.spoken(language):
        assert i18n.sentences(i18n.ended("a = b + …"), "看。" if language == "zh" else "Look.") == said


def test_a_count_has_its_form_in_each_language():
    one, many = "{count:,} word", "{count:,} words"
    assert [i18n.ngettext(one, many, count) for count in (0, 1, 1.0, 2)] == [many, one, one, many]
    i18n.speak("zh")
    assert {i18n.ngettext(one, many, count) for count in (0, 1, 2)} == {"{count:,} 个词"}
