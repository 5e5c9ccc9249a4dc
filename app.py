"""The server: ``streamlit run app.py``."""

from starlette.middleware import Middleware
from streamlit.starlette import App

from embedviz.ui.frame.headers import Headers
from embedviz.ui.frame.visits import Visits
from embedviz.ui.scene.routes import SCENE_ROUTES
from embedviz.ui.work.tidying import tidied

app = App("pages/main.py", middleware=[Middleware(Headers), Middleware(Visits)], lifespan=tidied, routes=SCENE_ROUTES)
