"""Blanks of Chinese messages that are filled in."""

import json
import pickle

import pytest

from embedviz.blanks import ChineseMessage, unbroken
from embedviz.i18n import _, ngettext, spoken


@pytest.mark.parametrize(("message", "values", "filled"), [
    ("{title} 的秩为 {rank:,}。", {"title": "GloVe 6B，50 维", "rank": 50}, "GloVe 6B，50 维的秩为 50。"),
    ("{title} 的秩为 {rank:,}。", {"title": "glove-50k", "rank": 1234}, "glove-50k 的秩为 1,234。"),
    ("在 {title} 中的位置", {"title": "Skip-gram（现场训练）"}, "在 Skip-gram（现场训练）中的位置"),
    ("在 {title} 中的位置", {"title": "课堂"}, "在课堂中的位置"),
    ("{title}给出的向量", {"title": "我们的 biLM"}, "我们的 biLM 给出的向量"),
    ("{title}给出的向量", {"title": "上下文平均"}, "上下文平均给出的向量"),
    ("用{title}", {"title": "PCA"}, "用 PCA"),
    ("名次 {place}，{metric} {score:.2f}", {"place": 3, "metric": "余弦", "score": 0.5}, "名次 3，余弦 0.50"),
    ("没有“{word}”", {"word": "king"}, "没有“king”"),
    ("{pair[0]} 到 {pair[1]!r}", {"pair": ("一 二", "x")}, "一 二到 'x'"),
    ("{{}} 与 {x}", {"x": ""}, "{} 与 "),
    ("占 {size}", {"size": "80 MB"}, "占 80\u00a0MB"),
])  # fmt: skip
def test_only_blanks_beside_a_value_follow_its_letters(message, values, filled):
    assert ChineseMessage(message).format(**values) == filled


@pytest.mark.parametrize(("message", "joined"), [
    ("（n = {n:,}）", "（n~=~{n:,}）"),
    ("50,000 × 300 则有", "50,000~×~300 则有"),
    ("由于 m > n，秩小于 m", "由于 m~>~n，秩小于 m"),
    ("相关系数 **ρ = {rho}**", "相关系数 **ρ~=~{rho}**"),
    ("‖x − q‖² = 2 − 2 cos θ，", "‖x~−~q‖²~=~2~−~2~cos~θ，"),
    ("浪费了 m − 1 个", "浪费了 m~−~1 个"),
    ("{mean:.1f}° ± {deviation:.1f}°", "{mean:.1f}°~±~{deviation:.1f}°"),
    ("{bilm} 第 {layer} 层（未训练）", "{bilm} 第~{layer}~层（未训练）"),
    ("证据：0.42·we − 0.35·a − 0.27·kuala + …", "证据：0.42·we − 0.35·a − 0.27·kuala + …"),
    ("请用 qmethod = \"double\" 写出", "请用 qmethod = \"double\" 写出"),
    ("$k = 3$ 时", "$k = 3$ 时"),
    ("|余弦| 的最大值，|x| 与 |y|", "|余弦| 的最大值，|x| 与 |y|"),
])  # fmt: skip
def test_formulas_stay_on_one_line_and_sums_may_break(message, joined):
    assert unbroken(message) == joined.replace("~", "\u00a0")


def test_what_is_said_in_chinese_keeps_its_formulas_on_one_line():
    with spoken("zh"):
        assert _("cosine, k = {k}").format(k=10) == "余弦，k\u00a0=\u00a010"
        assert "m\u00a0>\u00a0n" in _("Holds: as m > n, the rank is below m whatever the numbers are.")


def test_values_in_latin_letters_are_filled_in_as_everywhere():
    for message in ("{a:>6}|{b!s:*^7}|{{c}}", "{0} 与 {1}", "没有字段"):
        assert ChineseMessage(message).format("x", "y", a=1, b="k") == message.format("x", "y", a=1, b="k")


def test_messages_in_chinese_are_such_and_can_be_sent_before_they_are_filled_in():
    with spoken("zh"):
        message = _("{title}: {words} in {dimensions}.")
        counted = ngettext("{count:,} word", "{count:,} words", 3)
    assert isinstance(message, ChineseMessage)
    assert counted.format(count=3) == "3 个词"
    assert json.loads(json.dumps(message)) == pickle.loads(pickle.dumps(message)) == str(message)  # noqa: S301 - our own
    assert type(_("{title}: {words} in {dimensions}.")) is str
