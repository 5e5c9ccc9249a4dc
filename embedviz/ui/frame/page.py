"""What stands around every page: its settings and its logo."""

from importlib import import_module
from pathlib import Path

import streamlit as st


def set_up_page() -> None:
    """Set icon and logo; the first call of the app."""
    _whole_pandas()
    # An icon of our own: Material icons as a page icon are fetched from Google's servers.
    here = Path(__file__).parent
    st.set_page_config(page_title="embedviz", page_icon=str(here / "icon.svg"), layout="wide")
    st.logo(str(here / "logo.svg"), icon_image=str(here / "icon.svg"), size="large")


def set_title(title: str) -> None:
    """Name the page in the browser's tab.

    Parameters
    ----------
    title : str
        Of the page.
    """
    st.set_page_config(page_title=f"{title} · embedviz")


@st.cache_resource(show_spinner=False)
def _whole_pandas() -> None:
    # Streamlit imports it for the first table. A chart that another session draws meanwhile would fail: Plotly looks
    # into whatever there is of it.
    import_module("pandas")
