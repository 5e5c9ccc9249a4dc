import re
from itertools import chain

import pytest

import embedviz as ev
from embedviz.claims.catalogue import quick_findings, slow_findings, yardsticks
from embedviz.claims.deciding import bound, deciding_name, deciding_number
from embedviz.claims.finding import CLAIMS, PARTS, VERDICTS
from embedviz.claims.texts import claim_names, sentence
from tests.pages.odd import MATRICES, STRANGE, one_of_each


def test_all_fifteen_are_checked_in_order(checked):
    found = checked.findings
    assert tuple(each.claim for each in found) == CLAIMS == tuple(claim_names())
    assert [each.number for each in found] == list(range(1, 16))
    assert {each.verdict for each in found} <= {*VERDICTS}
    assert len({*checked.stages}) >= 3


def test_the_number_that_decides_is_written_the_same_in_the_sentence_as_in_the_table(checked):
    decided = [each for each in checked.findings if each.decided_by]
    for each in decided:
        assert each.claim in {"objectives", "axes", "table"} or deciding_number(each) in sentence(each)
    shares = [each for each in decided if deciding_name(each).startswith("the share ")]
    assert len(shares) >= 3
    for each in shares:
        number, limit = (text.removesuffix("%") for text in (deciding_number(each), bound(each)))
        assert float(number) == pytest.approx(100 * each.value, abs=0.05)
        assert float(limit) == pytest.approx(100 * each.bound, abs=0.05)


def test_the_parts_of_the_argument_hold_every_claim_once_and_in_order():
    assert tuple(chain.from_iterable(PARTS.values())) == CLAIMS


def test_it_can_be_cancelled(trained, cancel_at):
    with pytest.raises(ev.Cancelled):
        ev.check_claims(trained, progress=cancel_at(1))
    with pytest.raises(ev.Cancelled):
        yardsticks(ev.Elmo.load(), progress=cancel_at(1))


@pytest.mark.parametrize("name", one_of_each(MATRICES))
def test_any_source_has_fifteen_sentences_without_what_is_no_number(name, against):
    words = STRANGE if name == "strange" else [f"w{i}" for i in range(len(MATRICES[name]))]
    source = ev.Embedding(name, words, MATRICES[name])
    quick = quick_findings(source, ev.spectrum(source))
    found = (*quick, *slow_findings(source, ev.spectrum(source, center=True), against))
    assert sorted(each.number for each in found) == list(range(1, 16))
    for each in found:
        assert not re.search(r"\b(nan|inf|None)\b|[{}]", sentence(each))
        assert (each.verdict == "untold") == (not each.decided_by)
        if each.decided_by:
            assert deciding_name(each)
            assert each.value == each.numbers[each.decided_by]
