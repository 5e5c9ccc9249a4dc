"""Whether a page writes its numbers as a reader expects them."""

import json
import re
from collections.abc import Iterable

from pandas.api.types import is_bool_dtype, is_integer_dtype, is_numeric_dtype
from streamlit.testing.v1 import AppTest

RAW = re.compile(r"(?<![\w.,/-])\d{5,}(?![\w/-])|\b\d+(\.\d+)?e[+-]?\d+\b")
"""As Python writes large and small numbers: without separators, and with an e."""


def badly_written(texts: Iterable[str]) -> list[str]:
    """Return the texts that have such numbers, but for code, formulas and addresses."""
    return [text for text in texts if RAW.search(re.sub(r"`[^`]*`|\$[^$]*\$|https?://\S+", "", text))]


def without_format(app: AppTest) -> list[str]:
    """Return the columns of a page's tables whose numbers are shown as they come."""
    found = []
    for table in app.dataframe:
        settings = json.loads(table.proto.columns)
        powers = table.proto.arrow_data.HasField("styler")
        for header, values in table.value.items():
            form = settings.get(header, {}).get("type_config", {}).get("format")
            if is_bool_dtype(values) or values.isna().all():
                continue
            if is_integer_dtype(values):
                found += [header] if form not in ("%,d", "%d") else []
            elif is_numeric_dtype(values):
                found += [header] if not form and not powers else []
            else:
                texts = [text for text in values if isinstance(text, str) and text]
                found += [f"{header}: {text}" for text in badly_written(texts)]
                numbers = [text for text in texts if re.fullmatch(r"[+−-]?\d[\d.,]*[%°]?", text)]
                if numbers == texts != [] and settings.get(header, {}).get("alignment") != "right":
                    found.append(f"{header}: {texts[0]} on the left")
    return found
