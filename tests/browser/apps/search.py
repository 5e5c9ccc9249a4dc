"""A search box over a few words, with content below it."""

import time

import streamlit as st

from embedviz.ui.widgets.search import Completion, search_box

WORDS = [
    "king",
    "kingdom",
    "kings",
    "kind",
    "queen",
    "quality",
    "bank",
    "banks",
    "band",
    "<b>bold</b>",
    "woman",
    "world",
]


def complete(text: str) -> list[Completion]:
    head, _, start = text.rpartition(" ")
    if start == "b":
        time.sleep(0.5)  # an answer that comes late
    before = f"{head} " if head else ""
    return [
        Completion(before + word, word, f"rank {rank:,}")
        for rank, word in enumerate(WORDS, start=1234)
        if word.startswith(start)
    ]


st.session_state.runs = st.session_state.get("runs", 0) + 1
text = search_box("Words", key="q", complete=complete, placeholder="king - man + woman", help="One word or a sum")
st.text(f"text={text!r} runs={st.session_state.runs}")
st.button("Below")
for column in st.columns(2):
    column.line_chart([3, 1, 4, 1, 5], height=200)
