"""Look for files that ``embedviz.load`` mishandles: ``python scripts/fuzz_formats.py TARGET SECONDS``.

Needs atheris (``pip install atheris``; Linux or macOS). TARGET is one of :data:`tests.formats.fuzzing.TARGETS`, such as
"text" or "archives", or "all". A further argument may name a folder that keeps the inputs worth mutating from one run
to the next; an empty one is filled, as is that of a run without one, with small files of the target's formats and with
what was worth keeping of earlier runs. Other arguments are libFuzzer's. An input that fails is written to ``crash-*``,
``timeout-*`` or ``oom-*`` in the working folder; such a file in the place of SECONDS is tried alone. What must
hold of an input, and what its bytes mean, is in ``tests/formats/fuzzing.py``.
"""

import importlib
import os
import pkgutil
import sys
import tempfile
import warnings
from pathlib import Path
from typing import NoReturn

import atheris

sys.path.insert(0, str(Path(__file__).parents[1]))

with atheris.instrument_imports(include=["embedviz"]):
    from embedviz import formats

    for module in pkgutil.iter_modules(formats.__path__, "embedviz.formats."):
        importlib.import_module(module.name)

from tests.formats.fuzzing import ALL, NAMES, PACK, TARGETS, WRAP, check, contents, targets_of
from tests.formats.seeds import seeds
from tests.formats.test_found_by_fuzzing import kept

LIMITS = ["-timeout=10", "-rss_limit_mb=2048", "-max_len=16384"]
TOKENS = r"""
\x20 \x0a \x0d\x0a \x09 \x00 \xef\xbb\xbf \xc2\xa0 \xc2\x85 \xe3\x80\x80
nan -inf 1e39 1e-46 -0 .5 1_0 0x1p3 65536 65537 50000000 1000000000 -1 0 2\x203\x0a
\x00\x00\xc0\x7f \x00\x00\x80\x7f \xff\xff\xff\xff
\x1f\x8b\x08 BZh91AY&SY \xfd7zXZ\x00 \x28\xb5\x2f\xfd
\xba\x16\x4f\x2f\x0c\x00\x00\x00 \x93NUMPY\x01\x00 PAR1 ARROW1\x00\x00
PK\x03\x04 \x80\x05 \x80\x02 <html> \xff\xfe {\x22
"""  # as libFuzzer's dictionaries spell them


def main() -> None:
    """Fuzz in another process, since libFuzzer ends its own without cleaning up."""
    if len(sys.argv) < 3 or sys.argv[1] not in (ALL, *TARGETS):
        sys.exit(f"{sys.argv[0]} TARGET SECONDS, TARGET being one of {', '.join((ALL, *TARGETS))}")
    memory = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108 - a parent, in which a folder is made
    with tempfile.TemporaryDirectory(prefix="embedviz-fuzz-", dir=memory) as folder:
        process = os.fork()
        if not process:
            fuzz(sys.argv[1], sys.argv[2:], Path(folder))
        _process, status = os.waitpid(process, 0)
    sys.exit(os.waitstatus_to_exitcode(status))


def fuzz(target: str, arguments: list[str], folder: Path) -> NoReturn:
    """Fuzz until a limit is reached or an input fails.

    Parameters
    ----------
    target : str
        What kinds of files.
    arguments : list of str
        The seconds or an input, then any of libFuzzer's.
    folder : Path
        For scratch files.
    """
    warnings.simplefilter("error", RuntimeWarning)
    os.environ["EMBEDVIZ_CACHE"] = str(folder / "cache")
    if arguments[0].isdigit():
        arguments[0] = f"-max_total_time={arguments[0]}"
        if not any(map(os.path.isdir, arguments)):
            (folder / "corpus").mkdir()
            arguments.append(str(folder / "corpus"))
    for argument in arguments:
        if os.path.isdir(argument) and not os.listdir(argument):
            write_seeds(target, Path(argument))
    dictionary = folder / "tokens"
    dictionary.write_text("".join(f'"{token}"\n' for token in TOKENS.split()))
    atheris.Setup(
        [sys.argv[0], *LIMITS, f"-dict={dictionary}", *arguments], lambda data: check(data, folder / "inputs", target)
    )
    atheris.Fuzz()
    os._exit(0)


def write_seeds(target: str, folder: Path) -> None:
    """Write an input for each file of a target, wrapped and compressed in each way, and those kept of earlier runs."""
    for number, data in enumerate(kept()):
        if target == ALL or target in targets_of(*contents(data)):
            (folder / f"kept-{number}").write_bytes(data)
    begun = seeds()
    files = [file for files in begun.values() for file in files] if target == ALL else begun[target]
    for number, (name, content) in enumerate(dict.fromkeys(files)):
        names = NAMES if target == ALL else TARGETS[target]
        first = bytes([names.index(name) if name in names else 0])
        ways = range(len(PACK) * len(WRAP.get(target, (bytes,))))
        for way in ways:
            (folder / f"seed-{number}-{way}").write_bytes(first + bytes([way]) + content)
        (folder / f"seed-{number}-tiny").write_bytes(first + b"\xff" + content)
        for kind, pack in enumerate(PACK[1:], 1):
            (folder / f"seed-{number}-packed-{kind}").write_bytes(first + b"\0" + pack(content))


if __name__ == "__main__":
    main()
