"""The command line: ``embedviz``, or ``python -m embedviz``; a module a command."""
