"""What may stand in Latin letters on a Chinese page, so that all else is found: names, symbols, code, citations."""

import re

_NAMES = """
embedviz NumPy np.linalg.matrix_rank GloVe glove-6b-50d ELMo Word2vec word2vec fastText Model2Vec
potion-base-8M potion-base-32M Numberbatch ConceptNet Chinese-Word-Vectors Dolma Twitter Wikipedia Google AI Lab
Gigaword Streamlit Hugging Face
CBOW skip-gram Skip-gram PCA ICA FastICA PaCMAP UMAP t-SNE varimax Varimax CKA LSTM biLM Transformer transformer
SVD QR PPMI SGNS IsoScore TwoNN SIF softmax n-gram
Jaccard Procrustes Welch Zipf Haar Mu Viswanath Li
WordSim SimLex Lee
float16 float32 float64 bfloat16 int8 uint8 UTF-8 UTF-16
big5 cp1250 cp1251 cp1252 cp1253 euc_kr gb18030 iso8859-15 koi8-r shift_jis
WebGL kB MB GB
CSV TSV JSON PNG SVG HTML PDF Parquet Arrow safetensors gensim
MIT Apache PDDL CC BY-SA
Ctrl Esc Shift
log cos sin exp max min ln det Vv AQ
min_count customdata place en
Language English zh-CN COLLAPSED
"""
NAMES = frozenset(_NAMES.split())
"""Names of programs, vectors, methods, laws, people, test sets, number types, encodings, licences, units, files and
keys; functions of mathematics and products of matrices; options and fields of programs; and what the switch of
languages says to whoever cannot read Chinese."""

_PERSON = r"[A-Z][\w'’-]+(?: [A-Z][\w'’-]+)*"
_LEFT_OUT = re.compile(
    "|".join(
        [
            r"`[^`]*`",
            r"\$\$?[^$]+\$\$?",
            r"https?://\S+",
            r":material/\w+:",
            r":[a-z]+(?:-\w+)?\[",
            r"]\([^)]*\)",
            r"</?[a-z]+[^>]*>",
            r"&\w+;",
            r"#[0-9A-Fa-f]{6,8}\b",
            rf"{_PERSON}(?:(?:、| 和 ){_PERSON})*(?: 等)? \d{{4}}",  # Levy、Goldberg 和 Dagan 2015
            r"(?:[A-Z]\. )+[A-Z].*?(?:19|20)\d\d",  # M. E. Peters et al., …, NAACL 2018
            r"[\w-]*\.(?:csv|vec|zip|tar|gz|bz2|xz|zst|npy|npz|bin|ftz|txt|safetensors|json|hdf5|parquet)\b",
            r"\d(?:\.\d+)?e[+-]?\d+",
        ]
    )
)
_WORD = re.compile(r"[A-Za-z][\w.'’-]*\w", re.ASCII)
_CHARACTER = r"[\u3400-\u9fff]"
_NOT_SET = re.compile(
    rf"{_CHARACTER}(?:[,;:!?(]| \([A-Za-z][\w.-]|\.(?!\w))|[,;:!?.)]{_CHARACTER}|%, "
    rf"|{_CHARACTER}[A-Za-z0-9]|[A-Za-z0-9]{_CHARACTER}|[，；：）] {_CHARACTER}"
)


def english_in(text: str) -> list[str]:
    """Return the words in Latin letters, two of them at least, that are none of the names."""
    left = _LEFT_OUT.sub(" ", text.replace("\\", ""))
    return [word for word in _WORD.findall(left) if not NAMES & {word, word.rstrip("0123456789-.")}]


def badly_set_in(text: str) -> list[str]:
    """Return where half-width marks, Latin letters or digits touch a Chinese character, or a wide mark has a blank."""
    left = _LEFT_OUT.sub(" ", text.replace("**", ""))
    return [left[max(0, found.start() - 12) : found.end() + 12] for found in _NOT_SET.finditer(left)]
