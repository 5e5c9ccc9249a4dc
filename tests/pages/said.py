"""All that a page says to a reader: its texts, labels and help, its tables, its figures, and its components."""

import json
from collections.abc import Iterator

from google.protobuf.json_format import MessageToDict
from streamlit.testing.v1 import AppTest

_TEXTS = "body label help placeholder value default options content caption text title toggleLabel alt rawValues"
_OF_FIGURES = "text hovertext hovertemplate name ticktext labels x y customdata"
_NOT_SAID = (
    "box code codes file palette places words view said slider marks color colors group height line key notes parameter"
)
TEXTS, OF_FIGURES = frozenset(_TEXTS.split()), frozenset(_OF_FIGURES.split())
"""Fields of Streamlit's elements and of Plotly's figures, as far as a reader sees them."""
NOT_SAID = frozenset(_NOT_SAID.split())
"""Fields of our components' data that are no texts: keys, selectors, colors, names of buffers and of files."""


def said(app: AppTest) -> Iterator[tuple[str, str]]:
    """Yield what is said, each with where. Formulas are not said."""
    for element in _all(app._tree):
        kind, proto = element.type, getattr(element, "proto", None)
        if kind in ("arrow_data_frame", "dataframe", "table"):
            table = element.value
            yield from ((kind, str(name)) for name in table.columns)
            yield from ((kind, cell) for name in table for cell in table[name] if isinstance(cell, str))
        elif proto is None or kind == "latex" or getattr(proto, "component_name", "") == "embedviz.document":
            continue  # that is told what Streamlit says, in English too
        elif kind == "plotly_chart":
            yield from _strings(json.loads(proto.spec), OF_FIGURES, kind)
        elif kind == "bidi_component":
            fields = MessageToDict(proto)
            data = fields.get("json") or fields.get("mixed", {}).get("json") or "{}"
            yield from _strings(json.loads(data), None, f"{kind} {proto.component_name}")
        else:
            yield from _strings(MessageToDict(proto), TEXTS, kind)


def _all(block: object) -> Iterator[object]:
    for child in getattr(block, "children", {}).values():
        yield child
        yield from _all(child)


def _strings(
    value: object, wanted: frozenset[str] | None, place: str, *, is_said: bool = False
) -> Iterator[tuple[str, str]]:
    """Yield the texts below a field: those of wanted fields or, where none are named, those that are not left out."""
    if isinstance(value, str):
        if is_said:
            yield place, value
    elif isinstance(value, list):
        for each in value:
            yield from _strings(each, wanted, place, is_said=is_said)
    elif isinstance(value, dict):
        for name, each in value.items():
            if name in ("anchor", "bdata", "dtype") or (wanted is None and name in NOT_SAID):
                continue
            yield from _strings(each, wanted, f"{place} {name}", is_said=wanted is None or name in wanted)
