"""The server: ``streamlit run app.py``."""

from streamlit.starlette import App

app = App("pages/main.py")
