from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from embedviz.ui.work.turns import Turns

ASKED = st.lists(st.tuples(st.sampled_from("abcd"), st.booleans()), max_size=30)


def filled(asked: list[tuple[str, bool]]) -> tuple[Turns[int], list[int]]:
    """Turns of numbered things, of which those that are False wait no more, and what is dropped of them."""
    dropped: list[int] = []
    turns: Turns[int] = Turns(lambda i: asked[i][1], dropped.append)
    for i, (visitor, _waits) in enumerate(asked):
        turns.add(visitor, i)
    return turns, dropped


@given(ASKED)
def test_all_that_waits_comes_in_the_order_that_was_told_and_the_rest_is_dropped(asked):
    turns, dropped = filled(asked)
    told = turns.order()
    taken = []
    while (found := turns.next()) is not None:
        taken.append(found[1])
    assert taken == told
    assert sorted(taken) == [i for i, (_visitor, waits) in enumerate(asked) if waits]
    assert sorted(taken + dropped) == list(range(len(asked)))


@given(ASKED)
def test_nobody_has_a_second_turn_before_all_who_wait_had_a_first(asked):
    turns, _dropped = filled(asked)
    had: Counter[str] = Counter()
    while (found := turns.next()) is not None:
        had[found[0]] += 1
        still = {visitor for visitor in "abcd" if turns.of(visitor)}
        assert all(had[visitor] >= had[found[0]] - 1 for visitor in still)


@given(ASKED, st.sampled_from("abcd"))
def test_whoever_is_passed_over_keeps_their_turn(asked, visitor):
    turns, _dropped = filled(asked)
    before = turns.of(visitor)
    while (found := turns.next(besides=[visitor])) is not None:
        assert found[0] != visitor
    assert turns.of(visitor) == before
