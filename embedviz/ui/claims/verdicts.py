"""The fifteen claims, each with its verdict: the quick ones at once, the others when their turn comes."""

from collections import Counter
from collections.abc import Mapping, Sequence

import streamlit as st

from embedviz.claims.catalogue import Yardsticks, quick_findings, slow_findings, yardsticks
from embedviz.claims.deciding import bound, deciding_name, deciding_number
from embedviz.claims.finding import CLAIMS, PARTS, VERDICTS, ClaimId, Finding, Part
from embedviz.claims.rulings import refuters, ruling, verdict_names
from embedviz.claims.texts import claim_names, origin, sentence
from embedviz.context.catalogue import encoders
from embedviz.context.elmo import Elmo
from embedviz.embedding import Embedding
from embedviz.errors import Cancelled, EmbedvizError
from embedviz.i18n import _, listed, ngettext, sentences, valued
from embedviz.processes.calling import call_aside
from embedviz.progress import ProgressCallback
from embedviz.sources import catalogue
from embedviz.ui.frame.current import current_id
from embedviz.ui.polysemy.encoders import open_encoder
from embedviz.ui.widgets.downloads import csv_button
from embedviz.ui.widgets.lesson import part
from embedviz.ui.widgets.tables import Table
from embedviz.ui.widgets.text import plain
from embedviz.ui.work.awaiting import awaited
from embedviz.ui.work.jobs import Work
from embedviz.ui.work.recent import Recent
from embedviz.ui.work.results import spectrum_of, spectrum_work

PANELS: dict[ClaimId, str] = {
    **dict.fromkeys(PARTS["one-hot"], "one_hot"),
    "contexts": "word2vec",
    "dependent": "independence",
    "rank": "rank",
    "axes": "orthogonality",
    "distance": "distance",
    "table": "library",
    "pretrained": "orthogonality",
    "weights": "word2vec",
    "objectives": "word2vec",
    "one-vector": "polysemy",
    "bilstm": "polysemy",
}
"""The page that shows what decides a claim."""

_STOPPED = "claims_stopped"
_PLACE = "claims"
_LOOKS = {
    "holds": (":material/check_circle:", "green"),
    "qualified": (":material/rule:", "blue"),
    "refuted": (":material/cancel:", "red"),
    "untold": (":material/help:", "gray"),
}
_FINDINGS = Recent()


def findings(embedding: Embedding) -> dict[ClaimId, Finding]:
    """Return what is known of the claims, and show the progress of what is not yet.

    Parameters
    ----------
    embedding : Embedding
        m words.

    Returns
    -------
    dict of str to Finding
        By claim; nine of them as long as the six others are computed.
    """
    quick = _FINDINGS.get(("quick", embedding.id), lambda: quick_findings(embedding, spectrum_of(embedding)))
    return {found.claim: found for found in (*quick, *_slow(embedding))}


def is_known(embedding: Embedding) -> bool:
    """Tell whether the first of the claims have been decided before.

    Parameters
    ----------
    embedding : Embedding
        m words.

    Returns
    -------
    bool
    """
    return _FINDINGS.find(("quick", embedding.id)) is not None


def source_title(embedding: Embedding) -> str:
    """Return the name of what is looked at.

    Parameters
    ----------
    embedding : Embedding
        Of the current source.

    Returns
    -------
    str
    """
    source = catalogue().get(current_id() or "")
    return source.title if source is not None else embedding.id


def summary(found: Mapping[ClaimId, Finding]) -> str:
    """Say how many claims hold.

    Parameters
    ----------
    found : mapping of str to Finding
        Of all claims, or of some.

    Returns
    -------
    str
        In Markdown.
    """
    counts = Counter(each.verdict for each in found.values())
    holds, qualified, refuted, untold = (counts[verdict] for verdict in VERDICTS)
    rulings = (
        ngettext("**{count}** holds", "**{count}** hold", holds).format(count=holds),
        ngettext("**{count}** holds in part", "**{count}** hold in part", qualified).format(count=qualified),
        ngettext("**{count}** does not hold", "**{count}** do not hold", refuted).format(count=refuted),
        _("**{count}** cannot be decided").format(count=untold),
    )
    said = _("Of {all} claims on this source, {rulings}.").format(all=len(CLAIMS), rulings=listed(rulings))
    pending = len(CLAIMS) - len(found)
    return sentences(said, _("Still being computed: {pending}.").format(pending=pending) if pending else "")


def lines(found: Mapping[ClaimId, Finding]) -> None:
    """Draw a line for each claim: what it says, its verdict, and the number that decides.

    Parameters
    ----------
    found : mapping of str to Finding
        What is known.
    """
    names, verdicts = claim_names(), verdict_names()
    known = [found.get(claim) for claim in CLAIMS]
    waits = _("Computing …")
    pending = f":gray-badge[:material/pending: {waits}]"  # a line as high as that of a verdict
    st.table(
        {
            _("number"): list(range(1, len(CLAIMS) + 1)),
            _("claim"): [names[claim] for claim in CLAIMS],
            _("verdict"): [
                f":{_LOOKS[each.verdict][1]}-badge[{_LOOKS[each.verdict][0]} {verdicts[each.verdict]}]"
                if each is not None
                else pending
                for each in known
            ],
            _("decided by"): [
                valued(deciding_name(each), f"**{deciding_number(each)}**")
                if each is not None and each.decided_by
                else ""
                for each in known
            ],
        },
        border="horizontal",
        hide_index=True,
    )


def show(claims: Sequence[ClaimId], found: Mapping[ClaimId, Finding], source: str) -> None:
    """Draw claims, each with its verdict in a line, what was found, what would refute it, and a link to its page.

    Parameters
    ----------
    claims : sequence of str
        Which.
    found : mapping of str to Finding
        What is known.
    source : str
        The name of what was looked at.
    """
    names, against = claim_names(), refuters()
    for claim in claims:
        finding = found.get(claim)
        with part(claim, border=True):
            left, right = st.columns([4, 1], vertical_alignment="center")
            with left:
                st.markdown(f"**{CLAIMS.index(claim) + 1}. {names[claim]}**")
                if finding is None:
                    st.markdown(_("Computing …"))
                else:
                    st.markdown(f"{ruling(finding)}\n\n{sentence(finding)}")
                    decided = _decided(finding, source) if finding.decided_by else None
                    st.caption(sentences(decided, against[claim]))
            with right:
                _badge(finding)
                _link(claim)


def table(found: Mapping[ClaimId, Finding], source: str) -> None:
    """Draw the button that downloads the claims with their verdicts.

    Parameters
    ----------
    found : mapping of str to Finding
        What is known.
    source : str
        The name of what was looked at.
    """
    names, verdicts = claim_names(), verdict_names()

    def columns() -> Table:
        rows = [found[claim] for claim in CLAIMS if claim in found]
        return {
            _("number"): [each.number for each in rows],
            _("claim"): [names[each.claim] for each in rows],
            _("verdict"): [verdicts[each.verdict] for each in rows],
            _("what holds"): [ruling(each) for each in rows],
            _("decided by"): [deciding_name(each) if each.decided_by else "" for each in rows],
            _("value"): ["" if each.value is None else each.value for each in rows],
            _("compared with"): [each.bound if each.decided_by else "" for each in rows],
            _("what was found"): [sentence(each).replace("**", "") for each in rows],
            _("what would refute it"): [refuters()[each.claim] for each in rows],
            _("source"): [origin(each, source) for each in rows],
        }

    csv_button(columns, name="claims")


def part_names() -> dict[Part, str]:
    """Return the parts of the argument for a reader, by id.

    Returns
    -------
    dict of str to str
    """
    return {
        "one-hot": _("One-hot vectors"),
        "dense": _("Dense vectors"),
        "origin": _("Where they come from"),
        "senses": _("Words with several senses"),
    }


def _badge(finding: Finding | None) -> None:
    if finding is None:
        st.badge(_("computing"), icon=":material/hourglass_top:", color="gray")
        return
    icon, color = _LOOKS[finding.verdict]
    st.badge(verdict_names()[finding.verdict], icon=icon, color=color)  # type: ignore[arg-type]


def _link(claim: ClaimId) -> None:
    titles = {
        "one_hot": _("One-hot"),
        "word2vec": _("Word2vec"),
        "independence": _("Independence"),
        "rank": _("Rank"),
        "orthogonality": _("Orthogonality"),
        "distance": _("Distance"),
        "polysemy": _("Polysemy"),
        "library": _("Library"),
    }
    panel = PANELS[claim]
    folder = "explore" if panel == "library" else "learn"
    st.page_link(f"{folder}/{panel}.py", label=titles[panel], icon=":material/arrow_forward:")


def _decided(finding: Finding, source: str) -> str:
    against = {
        "exact": _("exact, without a tolerance"),
        "rounding": _("tolerance {bound}"),
        "chance": _("by chance {bound}"),
        "limit": _("against {bound}"),
    }[finding.kind].format(bound=bound(finding))
    return _("Decided by {name}: {value}, {against}. Checked on {origin}.").format(
        name=deciding_name(finding),
        value=deciding_number(finding),
        against=against,
        origin=plain(origin(finding, source)),
    )


def _slow(embedding: Embedding) -> tuple[Finding, ...]:
    recent, key = _FINDINGS, ("claims", embedding.id)
    found: tuple[Finding, ...] | None = recent.find(key)
    if found is not None:
        return found
    stopped: set[tuple[str, str]] = st.session_state.setdefault(_STOPPED, set())
    if key in stopped:
        if not st.button(_("Compute the others"), icon=":material/play_arrow:", key="claims_again"):
            return ()
        stopped.discard(key)
    try:
        found = awaited(key, _work(embedding, recent), place=_PLACE)
    except (Cancelled, EmbedvizError) as error:
        stopped.add(key)
        if isinstance(error, Cancelled):
            st.rerun()
        st.error(plain(error), icon=":material/error:")
        return ()
    if found is not None:
        st.rerun()
    return ()


def _work(embedding: Embedding, recent: Recent) -> Work:
    elmo = open_encoder(next(iter(encoders())))
    assert isinstance(elmo, Elmo)  # noqa: S101 - the shipped one stands first
    find_centered = spectrum_work(embedding, center=True)

    def work(progress: ProgressCallback) -> tuple[Finding, ...]:
        against: Yardsticks = recent.get(
            ("yardsticks", elmo.id), lambda: call_aside(yardsticks, elmo, progress=progress)
        )
        centered = find_centered(progress)
        return slow_findings(embedding, centered, against, progress=progress)

    def kept(progress: ProgressCallback) -> tuple[Finding, ...]:
        # By the job itself: whoever asks between its end and the next rerun finds it too.
        found: tuple[Finding, ...] = recent.get(("claims", embedding.id), lambda: work(progress))
        return found

    return kept
