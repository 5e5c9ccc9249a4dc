"""How the file of a source was read, and the way to have it read differently."""

from dataclasses import dataclass
from uuid import uuid4

import streamlit as st

from embedviz.embedding import Embedding
from embedviz.errors import Cancelled, EmbedvizError
from embedviz.formats.choices import Choices, choices_of
from embedviz.formats.options import NOTHING_TOLD, Options
from embedviz.formats.previews import previews
from embedviz.i18n import _
from embedviz.progress import ProgressCallback
from embedviz.sources import Source
from embedviz.sources.folder import PREFIX, is_dataset
from embedviz.sources.reading import file_of, read_anew, told_of
from embedviz.ui.frame.notices import notice
from embedviz.ui.library.assumed import assumed, told_in_words
from embedviz.ui.library.telling import tell_form
from embedviz.ui.widgets.text import plain
from embedviz.ui.work.awaiting import awaited
from embedviz.ui.work.recent import remembered
from embedviz.units import size

_ASKED = "library_read_anew"
_FAILED = "library_not_read_anew"
_BEFORE = "library_read_before"


@dataclass(frozen=True)
class _Asked:
    """What a file is being read for."""

    key: str
    id: str
    wanted: Options
    before: Options


def how_read(source: Source, embedding: Embedding | None) -> None:
    """Draw how the file of a source was read, and the form that has it read differently.

    What is open stays as it is until the file is read anew, and if it cannot be read so.

    Parameters
    ----------
    source : Source
        Any; of what came from no file nothing is drawn.
    embedding : Embedding or None
        The same, open; None if it was not read yet or cannot be.
    """
    if source.kind not in ("file", "upload") or (source.kind == "file" and is_dataset(source.id.removeprefix(PREFIX))):
        return
    try:
        told, path = told_of(source), file_of(source)
    except EmbedvizError:  # gone by now
        return
    st.subheader(_("How its file is read"))
    if embedding is not None:
        st.markdown("\n".join(f"- {plain(line)}" for line in assumed(embedding, told)))
    _taken_back(source, told)
    asked: _Asked | None = st.session_state.get(_ASKED)
    if asked is not None and asked.id == source.id:
        _read(source, asked)
        return
    if path is None:
        st.caption(_("The file itself is not kept here. To have it read differently, add it again."))
        return
    choices = choices_of(path)
    if not choices:
        is_plain = embedding is None or embedding.origin is None or not embedding.origin.assumptions
        described = _("This format describes itself: nothing had to be assumed.")
        st.caption(described if is_plain else _("There is nothing in it that could be read differently."))
        return
    _form(source, embedding, told, choices)


def _form(source: Source, embedding: Embedding | None, told: Options, choices: Choices) -> None:
    failed: tuple[str, str] | None = st.session_state.get(_FAILED)
    error = failed[1] if failed is not None and failed[0] == source.id else ""
    is_doubtful = embedding is not None and embedding.origin is not None and embedding.origin.undecodable > 0
    words = {}
    if embedding is not None and choices.encoding and (is_doubtful or told.encoding):
        with st.spinner(_("Looking for the encoding of the words"), show_time=True):
            words = _previews(source.key, told.encoding, embedding)
    is_undecided = embedding is None and bool(choices.matrices)
    is_open = bool(error) or is_undecided or (is_doubtful and not told.encoding)
    with st.expander(_("Read it differently"), expanded=is_open, icon=":material/tune:"):
        if error:
            st.error(plain(error), icon=":material/error:")
        try:
            wanted = tell_form(choices, told, words, key=f"read-{source.id}-{source.version}")
        except EmbedvizError as problem:
            st.error(plain(problem), icon=":material/error:")
            return
    if wanted is not None:
        _ask(source, wanted, told)
        st.rerun()


def _taken_back(source: Source, told: Options) -> None:
    """Draw what was told, and the ways back: to how it was read before, and to what its reader finds by itself."""
    before: Options | None = st.session_state.get(_BEFORE, {}).get(source.id)
    has_before = before is not None and before != told
    if not has_before and told == NOTHING_TOLD:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        if told != NOTHING_TOLD:
            st.badge(_("set here"), icon=":material/tune:", color="blue")
            st.markdown(plain("; ".join(told_in_words(told))), width="content")
        if has_before and before is not None:
            st.button(_("Undo"), icon=":material/undo:", key="undo_reading", on_click=_ask, args=(source, before, told))
        if told != NOTHING_TOLD and not (has_before and before == NOTHING_TOLD):
            st.button(_("Detect automatically"), key="reset_reading", on_click=_ask, args=(source, NOTHING_TOLD, told))


def _ask(source: Source, wanted: Options, told: Options) -> None:
    st.session_state[_ASKED] = _Asked(str(uuid4()), source.id, wanted, told)
    st.session_state.pop(_FAILED, None)


def _read(source: Source, asked: _Asked) -> None:
    """Read the file, show how far that is, and tell what became of it."""

    def work(progress: ProgressCallback) -> bool:
        read_anew(source, asked.wanted, progress)
        return True

    try:
        if awaited(("read anew", asked.key), work, place="read_anew", quantity=size, kind="files") is None:
            st.caption(_("Until it is read, the pages keep the current source."))
            return
        st.session_state.setdefault(_BEFORE, {})[source.id] = asked.before
        notice(_("{title} was read again.").format(title=source.title), is_error=False)
    except Cancelled:
        notice(_("Reading was cancelled; nothing has changed."), is_error=False)
    except EmbedvizError as error:
        st.session_state[_FAILED] = source.id, str(error)
    del st.session_state[_ASKED]
    st.rerun()


# The key is all that counts; arguments that begin with an underscore are not looked at.
@remembered
def _previews(key: tuple[str, str], encoding: str | None, _embedding: Embedding) -> dict[str, list[str]]:  # noqa: ARG001
    return previews(_embedding.words, encoding)
