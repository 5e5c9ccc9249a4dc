from contextlib import ExitStack

import pytest

from embedviz.processes.shares import Shares


def test_each_process_has_half_of_what_is_left_and_no_less_than_a_sixteenth_and_gives_it_back():
    shares = Shares()
    with ExitStack() as at_work:
        found = [at_work.enter_context(shares.promised(1_600)) for _process in range(9)]
        assert found == [800, 400, 200, 100, 100, 100, 100, 100, 100]
    with pytest.raises(KeyError), shares.promised(1_600):
        raise KeyError
    with shares.promised(1_600) as share:
        assert share == 800
