"""The command line of a checkout: ``python -m embedviz``."""

import sys

from embedviz.cli.main import main

if __name__ == "__main__":
    sys.exit(main(program="python -m embedviz"))
