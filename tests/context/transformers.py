"""Small transformers with random weights, for tests of what reads or shows them."""

from importlib.util import find_spec
from pathlib import Path

HAS_EXTRA = bool(find_spec("torch") and find_spec("transformers"))
SMALL = {"hidden_size": 16, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 16}
# Whose positions are counted from the pad's id, which have a decoder, no pad, no positions.
KINDS = {
    "RobertaModel": ("RobertaConfig", SMALL | {"max_position_embeddings": 66}, 64),
    "MPNetModel": ("MPNetConfig", SMALL | {"max_position_embeddings": 66}, 64),
    "BartModel": ("BartConfig", {"d_model": 16, "encoder_layers": 2, "max_position_embeddings": 64}, 64),
    "T5Model": ("T5Config", {"d_model": 16, "num_layers": 2, "num_heads": 2, "d_kv": 8}, 1024),
    "GPT2Model": ("GPT2Config", {"n_embd": 16, "n_layer": 2, "n_head": 2, "n_positions": 64}, 64),
}


def write_transformer(kind: str, folder: Path) -> Path:
    """Write a model of a kind, and a tokenizer whose pieces are bytes; return the folder."""
    import torch
    import transformers
    from tokenizers.pre_tokenizers import ByteLevel

    name, settings, _longest = KINDS[kind]
    pieces = ["<s>", "<pad>", "</s>", "<unk>", "<mask>", *sorted(ByteLevel.alphabet())]
    tokens = transformers.GPT2Tokenizer if kind == "GPT2Model" else transformers.RobertaTokenizer
    tokens(vocab={piece: i for i, piece in enumerate(pieces)}, merges=[]).save_pretrained(folder)
    torch.manual_seed(0)
    special = {"bos_token_id": 0, "eos_token_id": 2, "pad_token_id": 1}
    config = getattr(transformers, name)(vocab_size=len(pieces) + 1, **special, **settings)
    getattr(transformers, kind)(config).save_pretrained(folder)
    return folder
