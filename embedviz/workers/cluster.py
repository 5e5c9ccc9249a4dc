"""The workers of a dask scheduler: whether they are there, and whether they see what is to be computed."""

import asyncio
import os
import time
from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from typing import Any, cast

from embedviz.errors import EmbedvizError, reason
from embedviz.extras import needs
from embedviz.i18n import _, language, spoken
from embedviz.workers.location import Location, WorkerRefusedError

VARIABLE = "EMBEDVIZ_SCHEDULER"
CONNECT_SECONDS, ANSWER_SECONDS = 4, 20
RETRIES = 3


class Cluster:
    """A connection to a scheduler. Made by :func:`connect`.

    Parameters
    ----------
    address : str
        Of the scheduler.
    client : distributed.Client
        Connected to it.
    """

    def __init__(self, address: str, client: Any) -> None:
        self.address = address
        self._client = client
        self.executor: Executor = client.get_executor(pure=False, retries=RETRIES)

    @property
    def is_up(self) -> bool:
        """Whether the scheduler answers."""
        return bool(self._client.status == "running")

    @property
    def workers(self) -> int:
        """How many workers there are now."""
        return len(self._names)

    @property
    def dashboard(self) -> str:
        """The address of the page on which the scheduler shows what its workers do."""
        return str(self._client.dashboard_link)

    def refusal(self, place: Location, *, timeout: float = ANSWER_SECONDS) -> str:
        """Ask every worker whether it sees the numbers.

        Parameters
        ----------
        place : Location
            Where they are.
        timeout : float
            Seconds to wait for their answers.

        Returns
        -------
        str
            Empty if all do; else what the first says that does not, which names it.
        """
        if not self._names:
            return _("the scheduler has no workers")
        asking = ThreadPoolExecutor(1)
        try:
            answers = asking.submit(self._client.run, _ask, place, language(), on_error="return")
            found: dict[str, Any] = answers.result(timeout)
        except Exception as error:  # the scheduler may go at any moment, in many ways
            return _("the workers do not answer ({reason})").format(reason=reason(error) or type(error).__name__)
        finally:
            asking.shutdown(wait=False)
        for worker, said in sorted(found.items()):
            if isinstance(said, BaseException):
                text = _("worker {worker} cannot be asked ({reason}); expected embedviz to be installed there")
                return text.format(worker=worker, reason=reason(said))
            if said:
                return _("worker {worker}: {problem}").format(worker=worker, problem=said)
        return ""

    def close(self) -> None:
        """Leave the scheduler; it and its workers go on."""
        self._client.close()

    @property
    def _names(self) -> tuple[str, ...]:
        return tuple(self._client.scheduler_info(n_workers=-1)["workers"])


def connect(address: str, *, timeout: float = CONNECT_SECONDS) -> Cluster:
    """Connect to a scheduler.

    Parameters
    ----------
    address : str
        Such as ``tcp://scheduler:8786``.
    timeout : float
        Seconds to wait for its answer.

    Returns
    -------
    Cluster

    Raises
    ------
    EmbedvizError
        If it does not answer.
    MissingExtraError
        If dask is not installed.
    """
    with needs("cluster", _("computing on a cluster")):
        from distributed import Client
    try:
        with ThreadPoolExecutor(1) as asking:  # where no other loop of events runs
            asking.submit(asyncio.run, _greet(address, timeout)).result()
        client = cast("Any", Client)(address, timeout=timeout, set_as_default=False, name="embedviz")
    except Exception as error:  # by what is wrong with the address, the network or the version
        why = _("nothing within {seconds:.0f} s").format(seconds=timeout)
        raise EmbedvizError(
            _(
                "the scheduler at {address} does not answer ({reason}); expected a running dask scheduler, such as "
                "tcp://host:8786"
            ).format(address=address, reason=why if isinstance(error, TimeoutError) else reason(error))
        ) from error
    return Cluster(address, client)


async def _greet(address: str, timeout: float) -> None:
    """Ask who is there: a client that meets nobody keeps its process waiting long after."""
    with needs("cluster", _("computing on a cluster")):
        from distributed.core import rpc
    async with asyncio.timeout(timeout), cast("Any", rpc)(address, timeout=timeout) as scheduler:
        said = await scheduler.identity()
    if said.get("type") != "Scheduler":
        raise OSError(f"{said.get('type')} is there")


def scheduler_address() -> str:
    """Return the address that the environment variable EMBEDVIZ_SCHEDULER names; empty if it names none."""
    return os.environ.get(VARIABLE, "").strip()


def _ask(place: Location, spoken_in: str) -> str:
    """Return what a worker has against a place, in the language of the one who asks."""
    with spoken(spoken_in):
        try:
            _probe(place)
        except WorkerRefusedError as error:
            return error.message
        except EmbedvizError as error:
            return str(error)
    return ""


def _probe(place: Location) -> None:
    probe: Callable[[], object] = getattr(place, "probe", place.open)
    probe()


class Reconnecting:
    """A connection that is made when it is needed, and made anew, not too often, when it is lost.

    Parameters
    ----------
    address : str
        Of the scheduler.
    every : float
        Seconds between two attempts.
    """

    def __init__(self, address: str, *, every: float = 15) -> None:
        self.address, self._every = address, every
        self._cluster: Cluster | None = None
        self._tried, self._problem = -float("inf"), ""

    def get(self) -> tuple[Cluster | None, str]:
        """Return the cluster, or why there is none.

        Returns
        -------
        cluster : Cluster or None
        problem : str
            Empty where there is one.
        """
        if self._cluster is not None and self._cluster.is_up:
            return self._cluster, ""
        if time.monotonic() - self._tried >= self._every:
            if self._cluster is not None:
                self._cluster.close()
            try:
                self._cluster, self._problem = connect(self.address), ""
            except EmbedvizError as error:
                self._cluster, self._problem = None, str(error)
            self._tried = time.monotonic()
        is_up = self._cluster is not None and self._cluster.is_up
        return (self._cluster, "") if is_up else (None, self._problem or _("the scheduler is gone"))

    def close(self) -> None:
        """Leave the scheduler, if there is one."""
        if self._cluster is not None:
            self._cluster.close()
