"""What stands around every page: its settings, language, source, glossary, errors, and the present mode."""
