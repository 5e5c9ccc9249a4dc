"""The server: ``streamlit run app.py``."""

from starlette.middleware import Middleware
from streamlit.starlette import App

from embedviz.ui.frame.first_paint import FirstPaint
from embedviz.ui.frame.headers import Headers
from embedviz.ui.frame.visits import Visits
from embedviz.ui.library.sending import EXPORT_ROUTES
from embedviz.ui.scene.routes import SCENE_ROUTES
from embedviz.ui.work.allocator import use_that_of_the_system
from embedviz.ui.work.tidying import tidied
from embedviz.ui.work.uploaded import UploadRoom

use_that_of_the_system()
MIDDLEWARE = [Middleware(Headers), Middleware(Visits), Middleware(FirstPaint), Middleware(UploadRoom)]

app = App("pages/main.py", middleware=MIDDLEWARE, lifespan=tidied, routes=[*SCENE_ROUTES, *EXPORT_ROUTES])
