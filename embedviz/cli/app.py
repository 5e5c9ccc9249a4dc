"""``embedviz app``: the pages, in a browser."""

import argparse
import os
import runpy
import socket
import sys
import tempfile
import tomllib
from pathlib import Path

import embedviz
from embedviz.cli.argparse_texts import Formatter
from embedviz.cli.command import Commands
from embedviz.cli.terminal import ProgressLine
from embedviz.errors import EmbedvizError, reason
from embedviz.extras import needs
from embedviz.formats.place import cache_folder
from embedviz.formats.table import writing
from embedviz.i18n import _
from embedviz.sources.folder import VARIABLE
from embedviz.workers.cluster import VARIABLE as SCHEDULER

PACKAGE = Path(embedviz.__file__).parent
SERVERS = (PACKAGE / "server" / "app.py", PACKAGE.parent / "app.py")
"""Where app.py is, with pages/ and .streamlit/ beside it: in a package that is installed, and in a checkout."""

HIGHEST_PORT = 65_535


def add(commands: Commands) -> None:
    """Add the command.

    Parameters
    ----------
    commands : argparse subparsers
        Those of the program.
    """
    app = commands.add_parser(
        "app",
        help=_("the pages, in a browser"),
        description=_("Serve the pages on this machine until Ctrl-C, and open them in the browser."),
        formatter_class=Formatter,
    )
    app.set_defaults(run=_run, progress=False)
    app.add_argument(
        "--port",
        type=_port,
        metavar="N",
        help=_("where to listen; by default 8501 or the next one that is free; 0 is any free one"),
    )
    app.add_argument("--data", metavar="FOLDER", help=_("offer the files of a folder, like EMBEDVIZ_DATA"))
    app.add_argument(
        "--scheduler",
        metavar="ADDRESS",
        help=_("run large computations on the workers of a dask scheduler, like EMBEDVIZ_SCHEDULER"),
    )
    app.add_argument("--headless", action="store_true", help=_("open no browser"))


def _run(options: argparse.Namespace, _line: ProgressLine) -> None:
    if options.data is not None:
        os.environ[VARIABLE] = options.data
    if options.scheduler is not None:
        os.environ[SCHEDULER] = options.scheduler
    _require_data_folder()
    _require_cache()
    settings: dict[str, object] = {}
    if options.headless:
        settings["server.headless"] = True
    script = next(path for path in SERVERS if path.is_file())
    if options.port is not None:
        _require_free(_address(script), options.port)
        settings["server.port"] = options.port
    sys.argv = [str(script)]  # as `python app.py` has it: Streamlit reads the settings beside the script of the process
    with needs("app", _("the app")):
        app = runpy.run_path(str(script))["app"]
    try:
        app.run(config=settings)
    except SystemExit as stop:
        if stop.code:
            raise EmbedvizError(_("the server did not start; the lines above say why")) from stop


def _require_data_folder() -> None:
    named = os.environ.get(VARIABLE)
    if named and not os.path.isdir(os.path.expanduser(named)):
        raise EmbedvizError(
            _(
                "{folder}: there is no such folder; expected one with files of word vectors: make it or name another"
            ).format(folder=named)
        )


def _require_cache() -> None:
    folder = cache_folder()
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=folder).close()


def _address(script: Path) -> str:
    settings = tomllib.loads((script.parent / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    address: str = settings["server"]["address"]
    return address


def _require_free(address: str, port: int) -> None:
    # Not left to Streamlit, which logs that it is not and says nothing of the remedy.
    with socket.socket() as probe:
        if os.name != "nt":  # there it would let two servers have one port; elsewhere one that has just ended is free
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError as error:
            raise EmbedvizError(
                _(
                    "port {port} is not available ({reason}): stop what listens there, or choose another with --port"
                ).format(port=port, reason=reason(error))
            ) from error


def _port(text: str) -> int:
    try:
        port = int(text)
    except ValueError:
        port = -1
    if not 0 <= port <= HIGHEST_PORT:
        raise argparse.ArgumentTypeError(
            _("{text!r}; expected a whole number from 0 to {highest:,}").format(text=text, highest=HIGHEST_PORT)
        )
    return port
