"""The server of points_page.py, with the routes that a scene of points needs."""

from streamlit.starlette import App

from embedviz.ui.scene.routes import SCENE_ROUTES

app = App("points_page.py", routes=SCENE_ROUTES)
