"""A report on word vectors as one page that needs no network: a module a section."""
