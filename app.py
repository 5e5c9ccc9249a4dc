"""The server: ``streamlit run app.py``."""

import os
import sys

# What of it comes later, and processes of their own, keep to it too: see one_core_a_thread.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

# isort: split

from starlette.middleware import Middleware
from streamlit.starlette import App

from embedviz.ui.frame.first_paint import FirstPaint
from embedviz.ui.frame.headers import Headers
from embedviz.ui.frame.visits import Visits
from embedviz.ui.library.sending import EXPORT_ROUTES
from embedviz.ui.scene.routes import SCENE_ROUTES
from embedviz.ui.work.allocator import allocate_in_few_areas
from embedviz.ui.work.tidying import tidied
from embedviz.ui.work.uploaded import UploadRoom

allocate_in_few_areas()
MIDDLEWARE = [Middleware(Headers), Middleware(Visits), Middleware(FirstPaint), Middleware(UploadRoom)]

app = App("pages/main.py", middleware=MIDDLEWARE, lifespan=tidied, routes=[*SCENE_ROUTES, *EXPORT_ROUTES])

if __name__ == "__main__":
    sys.exit("This is the server that Streamlit runs: streamlit run app.py")
