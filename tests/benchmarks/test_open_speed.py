from pathlib import Path

import numpy as np
import pyarrow.parquet

import embedviz as ev


def test_opening_glove_against_reading_its_files(glove, faster):
    vectors = Path(glove.vectors.filename)
    words = vectors.with_name("glove_6B_index.parquet")

    def read() -> tuple[np.ndarray, list[str]]:
        return np.load(vectors), pyarrow.parquet.read_table(words)["index"].to_pylist()

    # Ours maps the vectors instead of reading them, but compares their checksum.
    faster(lambda: ev.open_source(glove.id), read, at_least=0.5, rounds=9)
