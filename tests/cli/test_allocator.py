import sys

import pytest

from embedviz.cli.allocator import is_to_begin_anew

COMMAND = ["python3", "/srv/venv/bin/embedviz", "app"]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux gives memory back so")
@pytest.mark.parametrize(
    ("command", "environment", "begins"),
    [
        pytest.param(COMMAND, {"PATH": "/bin"}, True, id="the command"),
        pytest.param(["python3", "-m", "embedviz", "app"], {}, True, id="as a module"),
        pytest.param(COMMAND, {"PYTHONMALLOC": "malloc"}, False, id="begun anew before"),
        pytest.param(COMMAND, {"PYTHONMALLOC": "debug"}, False, id="another was chosen"),
        pytest.param(["python3", "-m", "pytest"], {}, False, id="a test that calls it"),
        pytest.param(["python3", "-m"], {}, False, id="no module"),
        pytest.param(["python3"], {}, False, id="an interpreter alone"),
        pytest.param([], {}, False, id="no command line"),
        pytest.param(["python3", "-c", "import app"], {}, False, id="another program of one's own"),
    ],
)
def test_only_a_command_that_nobody_chose_an_allocator_for_begins_anew(command, environment, begins):
    assert is_to_begin_anew(command, environment) is begins


def test_this_process_does_not():
    assert not is_to_begin_anew(sys.orig_argv, {})
