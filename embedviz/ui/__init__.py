"""What only the app needs: the one folder that imports Streamlit."""

from embedviz.extras import needs
from embedviz.i18n import _

with needs("app", _("the app")):
    import streamlit  # noqa: F401 - nearly every module does; here, so that one place says how to get it
