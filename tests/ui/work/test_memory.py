from pathlib import Path

import pytest

from embedviz.ui.work.memory import available, give_back

PHYSICAL = available(Path("nowhere"), Path("nowhere"))
GIB = 1 << 30


def write(root: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


@pytest.mark.parametrize(
    ("membership", "files", "expected"),
    [
        pytest.param("0::/\n", {"memory.max": f"{GIB}\n"}, GIB, id="version 2 in a container"),
        pytest.param("0::/a/b\n", {"a/memory.max": str(GIB), "a/b/memory.max": "max\n"}, GIB, id="version 2 above"),
        pytest.param("0::/a/b\n", {"a/memory.max": str(GIB), "a/b/memory.max": "4096"}, 4096, id="version 2 the least"),
        pytest.param("0::/../x\n", {"memory.max": str(GIB)}, GIB, id="version 2 a path outside"),
        pytest.param(
            "5:cpu,memory:/docker/1\n0::/\n",
            {"memory/memory.limit_in_bytes": "9223372036854771712", "memory/docker/1/memory.limit_in_bytes": str(GIB)},
            GIB,
            id="version 1",
        ),
        pytest.param(
            "5:memory:/docker/1\n", {"memory/memory.limit_in_bytes": str(GIB)}, GIB, id="version 1 at its root"
        ),
        pytest.param("5:memory:/\n", {"memory/memory.limit_in_bytes": "9223372036854771712"}, PHYSICAL, id="no limit"),
        pytest.param("nonsense\n\n1:2\n", {"memory.max": "many"}, PHYSICAL, id="nonsense"),
    ],
)
def test_the_least_of_the_machine_and_its_control_groups_counts(tmp_path, membership, files, expected):
    write(tmp_path / "groups", files)
    write(tmp_path, {"membership": membership})
    assert available(tmp_path / "groups", tmp_path / "membership") == expected


def test_a_machine_has_memory_and_it_can_be_given_back():
    assert PHYSICAL > 1 << 28
    give_back()
