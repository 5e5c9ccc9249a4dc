"""Train the biLM that embedviz ships: ``python scripts/train_elmo.py CORPUS OUT``; needs the extra ``train`` (torch).

Static GloVe vectors go in, frozen, through a learned projection; two layers of LSTMs with projection read them in each
direction; every position predicts the next word, or the one before (Peters et al. 2018, section 3.1), and the words
after that as well, so that the second layer holds on to what a sentence is about (Qi et al. 2020). CORPUS holds a
tokenized sentence a line, plain or .xz. OUT becomes a folder with ``options.json`` and ``weights.hdf5``, in the layout
of bilm-tf; ``checkpoint.pt`` beside them lets a run that was cut go on. ``--start`` begins with such weights.

For another language see docs/own-bilm.md, step by step: vectors of it in the folder that EMBEDVIZ_DATA names, a CORPUS
whose words are parted as those vectors have them, ``--static file:own.vec``, and OUT in the same folder.

References
----------
M. E. Peters et al., Deep contextualized word representations, NAACL 2018.
H. Sak, A. Senior and F. Beaufays, Long short-term memory recurrent neural network architectures for large scale
acoustic modeling, Interspeech 2014 (the projection).
S. Jean et al., On using very large target vocabulary for neural machine translation, ACL 2015 (sampled softmax).
W. Qi et al., ProphetNet: predicting future n-gram for sequence-to-sequence pre-training, Findings of EMNLP 2020.
S. Arora, Y. Liang and T. Ma, A simple but tough-to-beat baseline for sentence embeddings, ICLR 2017 (weights of words).
"""

import argparse
import json
import lzma
import math
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import h5py
import numpy as np
import torch
from torch import Tensor

sys.path.insert(0, str(Path(__file__).parents[1]))

import embedviz as ev

STATIC = "glove-6b-50d"
SPECIAL = ("<S>", "</S>", "<UNK>")
BEGIN, END, UNKNOWN = range(len(SPECIAL))
CELLS, WIDTH, CLIP, LAYERS = 512, 128, 3.0, 2
PREDICTED = 30_000
NEGATIVES = 2_048
AHEAD, AHEAD_WEIGHT, AHEAD_NEGATIVES, AHEAD_RARE = 16, 3.0, 512, 1e-3
BATCH_TOKENS = 2_500
FIT_TOKENS, FIT_PRIOR, FIT_DAMPING = 1_000_000, 30, 0.3
HELD_OUT, HELD_OUT_SHARE = 5_000, 0.1
FEWEST_KNOWN = 0.5
LONGEST = 80
WARM_UP = 150
RATE, BETAS, MAX_NORM = 3e-3, (0.9, 0.98), 2.0
CHUNK_SENTENCES = 50_000


class Corpus:
    """Sentences as rows of the static embedding, shifted by the special tokens.

    Parameters
    ----------
    path : Path
        A tokenized sentence a line.
    vocabulary : ev.Vocabulary
        Of the static embedding, m words.

    Raises
    ------
    SystemExit
        If there are fewer than two sentences, or fewer than half of the tokens are words of the vocabulary: most likely
        the text's words are not parted as those of the vectors.
    """

    def __init__(self, path: Path, vocabulary: ev.Vocabulary) -> None:
        rows = len(vocabulary) + len(SPECIAL)
        index: dict[str, int] = {}
        for row, word in enumerate(vocabulary, start=len(SPECIAL)):
            index.setdefault(word, row)  # of a word that stands twice the first vector counts
        with lzma.open(path, "rt", encoding="utf-8") if path.suffix == ".xz" else path.open(encoding="utf-8") as lines:
            parted = filter(None, (line.split()[:LONGEST] for line in lines))
            ids = [np.array([index.get(word, UNKNOWN) for word in words], dtype=np.int32) for words in parted]
        if len(ids) < 2:
            raise SystemExit(f"{path}: {len(ids)} sentences; expected two at least, one a line")
        self.known = float(np.mean(np.concatenate(ids) != UNKNOWN))
        if self.known < FEWEST_KNOWN:
            raise SystemExit(
                f"{path}: {self.known:.0%} of the tokens have a static vector; expected {FEWEST_KNOWN:.0%} at least, "
                "the words parted by blanks as those vectors have them"
            )
        held_out = min(HELD_OUT, max(1, int(HELD_OUT_SHARE * len(ids))))
        self.held_out, self.sentences = ids[:held_out], ids[held_out:]
        self.tokens = sum(map(len, self.sentences))
        self.predicted = min(PREDICTED, rows)
        counts = np.bincount(np.concatenate(self.sentences), minlength=rows)
        counts[[BEGIN, END]] = len(self.sentences)
        kept = np.argsort(-counts[len(SPECIAL) :], kind="stable")[: self.predicted - len(SPECIAL)] + len(SPECIAL)
        self.target_of = np.full(rows, UNKNOWN, dtype=np.int64)
        self.target_of[: len(SPECIAL)] = range(len(SPECIAL))
        self.target_of[kept] = np.arange(len(SPECIAL), self.predicted)
        self.target_counts = np.bincount(self.target_of, weights=counts, minlength=self.predicted)

    def batches(self, seed: int) -> Iterator[np.ndarray]:
        """Yield all sentences once, in batches (b, t + 2) int64 of one length, their ends marked."""
        rng = np.random.default_rng(seed)
        order = rng.permutation(len(self.sentences))
        for start in range(0, len(order), CHUNK_SENTENCES):
            chunk = [self.sentences[i] for i in order[start : start + CHUNK_SENTENCES]]
            found = list(by_length(chunk))
            yield from (found[i] for i in rng.permutation(len(found)))


def by_length(sentences: list[np.ndarray]) -> Iterator[np.ndarray]:
    """Group sentences of one length into batches of about BATCH_TOKENS tokens, with their marks."""
    lengths = np.array([len(sentence) for sentence in sentences])
    for length in np.unique(lengths[lengths > 0]):
        alike = np.stack([sentences[i] for i in np.flatnonzero(lengths == length)]).astype(np.int64)
        marked = np.pad(alike, ((0, 0), (1, 1)))
        marked[:, 0], marked[:, -1] = BEGIN, END
        size = max(1, BATCH_TOKENS // (length + 1))
        yield from (marked[i : i + size] for i in range(0, len(marked), size))


class ProjectedLstm(torch.autograd.Function):
    """A layer of LSTM cells with projection and clipping, its backpropagation through time written out.

    Gates are in the order of bilm-tf: input, candidate, forget, output; the forget gate gets 1 added.
    """

    @staticmethod
    def forward(ctx, x: Tensor, weight: Tensor, bias: Tensor, projection: Tensor) -> Tensor:
        """Read x (t, b, w) from its first step to its last; weight (2w, 4c), bias (4c,), projection (c, w)."""
        steps, batch, width = x.shape
        cells = projection.shape[0]
        candidate = slice(cells, 2 * cells)
        scaled, offset = weight.clone(), bias.clone()
        offset[2 * cells : 3 * cells] += 1
        # tanh x = 2 sigmoid(2x) - 1: one sigmoid serves all gates, and it is six times as fast as tanh.
        scaled[:, candidate] *= 2
        offset[candidate] *= 2
        gates = torch.addmm(offset, x.reshape(-1, width), scaled[:width]).view(steps, batch, 4 * cells)
        c = x.new_empty(steps + 1, batch, cells)
        squashed = x.new_empty(steps, batch, cells)
        y = x.new_empty(steps, batch, cells)
        h = x.new_empty(steps + 1, batch, width)
        c[0], h[0] = 0, 0
        for t in range(steps):
            gates[t].addmm_(h[t], scaled[width:]).sigmoid_()
            i, j, f, o = gates[t].chunk(4, dim=1)
            torch.mul(f, c[t], out=c[t + 1]).addcmul_(i, j, value=2).sub_(i).clamp_(-CLIP, CLIP)
            torch.mul(c[t + 1], 2, out=squashed[t]).sigmoid_().mul_(2).sub_(1)
            torch.mul(o, squashed[t], out=y[t])
            torch.mm(y[t], projection, out=h[t + 1]).clamp_(-CLIP, CLIP)
        ctx.save_for_backward(x, weight, projection, gates, c, squashed, y, h)
        return h[1:]

    @staticmethod
    def backward(ctx, from_output: Tensor) -> tuple[Tensor, ...]:
        """Go back through the steps; what was clipped passes nothing on."""
        x, weight, projection, gates, c, squashed, y, h = ctx.saved_tensors
        steps, _batch, width = x.shape
        d_gates = torch.empty_like(gates)
        d_h = torch.empty_like(x)
        open_h, open_c = h[1:].abs() < CLIP, c[1:].abs() < CLIP
        from_next_h, from_next_c, ones = torch.zeros_like(h[0]), torch.zeros_like(c[0]), torch.ones_like(c[0])
        for t in range(steps - 1, -1, -1):
            i, j, f, o = gates[t].chunk(4, dim=1)
            d_i, d_j, d_f, d_o = d_gates[t].chunk(4, dim=1)
            torch.add(from_output[t], from_next_h, out=d_h[t]).mul_(open_h[t])
            d_y = d_h[t] @ projection.T
            torch.mul(d_y, squashed[t], out=d_o)
            slope = torch.addcmul(ones, squashed[t], squashed[t], value=-1)
            d_c = from_next_c.addcmul_(d_y.mul_(o), slope).mul_(open_c[t])
            torch.addcmul(-d_c, d_c, j, value=2, out=d_i)
            torch.mul(d_c, i, out=d_j).mul_(4)
            torch.mul(d_c, c[t], out=d_f)
            torch.mul(d_c, f, out=from_next_c)
            d_gates[t].mul_(torch.addcmul(gates[t], gates[t], gates[t], value=-1))
            torch.mm(d_gates[t], weight[width:].T, out=from_next_h)
        flat = d_gates.view(-1, d_gates.shape[2])
        d_weight = torch.cat([x.reshape(-1, width).T @ flat, h[:-1].reshape(-1, width).T @ flat])
        d_projection = y.view(-1, y.shape[2]).T @ d_h.view(-1, width)
        return (flat @ weight[:width].T).view(x.shape), d_weight, flat.sum(0), d_projection


class SampledSoftmax(torch.autograd.Function):
    """The loss of a softmax over the true words and a sample of all others, in one buffer (Jean et al. 2015)."""

    @staticmethod
    def forward(
        ctx, out: Tensor, true_rows: Tensor, true_bias: Tensor, rows: Tensor, bias: Tensor, hit: Tensor
    ) -> Tensor:
        """Return the mean loss for out (b, w), their true rows (b, w), s sampled rows (s, w); hit (b, s): true ones."""
        odds = torch.addmm(bias, out, rows.T).masked_fill_(hit, -math.inf)
        true = (out * true_rows).sum(1) + true_bias
        top = torch.maximum(odds.amax(1), true)
        odds.sub_(top[:, None]).exp_()
        true_odds = (true - top).exp_()
        total = odds.sum(1).add_(true_odds)
        ctx.save_for_backward(out, true_rows, rows, odds, true_odds, total)
        return (total.log() + top - true).mean()

    @staticmethod
    def backward(ctx, from_loss: Tensor) -> tuple[Tensor | None, ...]:
        """Return what each row is to blame for: its probability, less one for the true word."""
        out, true_rows, rows, odds, true_odds, total = ctx.saved_tensors
        share = from_loss / len(out)
        noise = odds.mul_((share / total)[:, None])
        true = (true_odds / total - 1) * share
        d_out = torch.addmm(true[:, None] * true_rows, noise, rows)
        return d_out, true[:, None] * out, true, noise.T @ out, noise.sum(0), None


class BiLm(torch.nn.Module):
    """The network: an input projection, two directions of two layers, one softmax for both.

    Parameters
    ----------
    static : Tensor (m, n)
        The frozen vectors.
    predicted : int
        How many words the softmax tells apart, marks included.
    """

    def __init__(self, static: Tensor, predicted: int) -> None:
        super().__init__()
        n = static.shape[1]
        self.register_buffer("static", static, persistent=False)
        self.input = torch.nn.Parameter(torch.randn(n, WIDTH) / math.sqrt(n))
        self.special = torch.nn.Parameter(torch.randn(len(SPECIAL), WIDTH) * float(static.std()))
        parts: dict[str, Tensor] = {}
        for direction in range(2):
            for layer in range(LAYERS):
                parts[f"weight_{direction}_{layer}"] = uniform(2 * WIDTH, 4 * CELLS)
                parts[f"bias_{direction}_{layer}"] = torch.zeros(4 * CELLS)
                parts[f"projection_{direction}_{layer}"] = uniform(CELLS, WIDTH)
        self.lstm = torch.nn.ParameterDict(parts)
        self.softmax = torch.nn.Parameter(torch.randn(predicted, WIDTH) / math.sqrt(WIDTH))
        self.softmax_bias = torch.nn.Parameter(torch.zeros(predicted))
        self.ahead = torch.nn.ParameterList(torch.eye(WIDTH) for _direction in range(2))

    def tokens(self, ids: Tensor) -> Tensor:
        """Return the vectors (..., w) of tokens by their ids: layer 0."""
        words = self.static[(ids - len(SPECIAL)).clamp(min=0)] @ self.input
        return torch.where((ids < len(SPECIAL))[..., None], self.special[ids.clamp(max=len(SPECIAL) - 1)], words)

    def states(self, ids: Tensor, direction: int) -> list[Tensor]:
        """Return both layers' outputs (t, b, w) for ids (t, b), already in the order this direction reads."""
        x = self.tokens(ids)
        outputs = []
        for layer in range(LAYERS):
            name = f"{direction}_{layer}"
            lstm = (self.lstm[f"weight_{name}"], self.lstm[f"bias_{name}"], self.lstm[f"projection_{name}"])
            read = ProjectedLstm.apply(x, *lstm)
            x = read + x if layer else read
            outputs.append(x)
        return outputs

    def of_direction(self, direction: int) -> list[torch.nn.Parameter]:
        """Return the parameters of one direction, then those that both share."""
        kinds = ("weight", "bias", "projection")
        own = [self.lstm[f"{kind}_{direction}_{layer}"] for layer in range(LAYERS) for kind in kinds]
        return [*own, self.ahead[direction], self.input, self.special, self.softmax, self.softmax_bias]

    def exported(self) -> dict[str, torch.nn.Parameter]:
        """Return what is handed on, by the names of bilm-tf: all but the softmax and what looks ahead."""
        named = {"static/W_proj": self.input, "static/special": self.special}
        for direction in range(2):
            for layer in range(LAYERS):
                cell = f"RNN_{direction}/RNN/MultiRNNCell/Cell{layer}/LSTMCell"
                for kind, name in (("weight", "W_0"), ("bias", "B"), ("projection", "W_P_0")):
                    named[f"{cell}/{name}"] = self.lstm[f"{kind}_{direction}_{layer}"]
        return named


def loss_ahead(out: Tensor, rarity: Tensor, true_rows: Tensor, true_bias: Tensor, rows: Tensor, bias: Tensor) -> Tensor:
    """Return the mean loss of finding, at each step, each of the AHEAD words after the next one.

    What is compared, out and true_rows, is (t, b, w), true_bias (t, b), and the sampled rows (s, w) serve all steps. A
    rare word counts for more than a frequent one (Arora et al. 2017): rarity (t, b).
    """
    steps = len(out)
    noise = torch.logsumexp(out @ rows.T + (bias + math.log(NEGATIVES / len(rows))), dim=-1)
    true = torch.einsum("tbw,sbw->bts", out, true_rows) + true_bias.T[:, None, :]
    place = torch.arange(steps, device=out.device)
    distance = place - place[:, None]
    weight = rarity.T[:, None, :] * ((distance >= 1) & (distance <= AHEAD))
    missed = torch.logaddexp(noise.T[:, :, None], true) - true
    return (missed * weight).sum() / weight.sum().clamp(min=1)


def uniform(rows: int, columns: int) -> Tensor:
    """Return a matrix with Glorot's bounds (Glorot and Bengio 2010, eq. 16)."""
    return (torch.rand(rows, columns) * 2 - 1) * math.sqrt(6 / (rows + columns))


def in_reading_order(batch: np.ndarray, direction: int) -> Tensor:
    """Return ids (t + 2, b): as they stand, or from the last to the first."""
    return torch.from_numpy(np.ascontiguousarray(batch[:, :: -1 if direction else 1].T))


class Trainer:
    """Training and what it must remember to go on after a cut.

    Parameters
    ----------
    corpus : Corpus
        What is read.
    total : int
        Tokens to see in all.
    rate : float
        The highest learning rate.
    seed : int
        Of weights, order and negative samples.
    """

    def __init__(self, corpus: Corpus, static: np.ndarray, total: int, rate: float, seed: int) -> None:
        torch.manual_seed(seed)
        self.device = "cuda" if torch.cuda.is_available() else "cpu"
        self.corpus, self.total, self.rate, self.seed = corpus, total, rate, seed
        self.model = BiLm(torch.from_numpy(static), corpus.predicted).to(self.device)
        self.optimizer = torch.optim.Adam(self.model.parameters(), lr=rate, betas=BETAS)
        self.target_of = torch.from_numpy(corpus.target_of).to(self.device)
        counts = torch.from_numpy(corpus.target_counts).float().clamp(min=1)
        noise = counts**0.75
        self.noise = (noise / noise.sum()).to(self.device)
        frequency = counts / counts.sum()
        self.rarity = (AHEAD_RARE / (AHEAD_RARE + frequency)).to(self.device)
        self.rarity[: len(SPECIAL)] = 0
        self.start_softmax(static)
        self.log_expected = (self.noise * NEGATIVES).log()
        self.seen = self.step = self.epoch = self.in_epoch = 0
        # Each direction draws from a generator of its own, or the order of threads would decide what is drawn.
        self.random = [torch.Generator(self.device).manual_seed(2 * seed + direction) for direction in range(2)]
        # One direction a thread: the steps of an LSTM are too small to be shared out within.
        self.pool = ThreadPoolExecutor(2, initializer=lambda: torch.set_num_threads(1))

    @torch.no_grad()
    def start_softmax(self, static: np.ndarray) -> None:
        """Let like words begin with like rows, and each with its frequency: a million tokens' worth of training.

        A random projection keeps the static vectors' products (Johnson and Lindenstrauss 1984); held-out perplexity
        after a million tokens is 213 rather than 336.
        """
        words = np.flatnonzero(self.corpus.target_of >= len(SPECIAL))
        targets = self.corpus.target_of[words]
        vectors = static[words - len(SPECIAL)]
        vectors = (vectors - vectors.mean(0)) / np.maximum(vectors.std(0), np.finfo(np.float32).tiny)
        n = vectors.shape[1]
        projection = np.random.default_rng(self.seed).normal(size=(n, WIDTH)) / math.sqrt(n * WIDTH)
        self.model.softmax.zero_()
        self.model.softmax[targets] = torch.from_numpy(vectors @ projection).float().to(self.device)
        frequency = np.maximum(self.corpus.target_counts, 1)
        self.model.softmax_bias.copy_(torch.from_numpy(np.log(frequency / frequency.sum())))

    @torch.no_grad()
    def fit_softmax(self) -> None:
        """Give a network that came without a softmax one: the linear discriminant of which word follows a state.

        The mean state before a word is drawn to that of all as if FIT_PRIOR more had been seen there, and the odds are
        damped, as states are far from Gaussian: held-out perplexity 187 after reading a million tokens once.

        References
        ----------
        T. Hastie, R. Tibshirani and J. Friedman, The elements of statistical learning, 2nd ed., 2009, eq. 4.10.
        """
        model, device, predicted = self.model, self.device, self.corpus.predicted
        sums, counts = torch.zeros(predicted, WIDTH, device=device), torch.zeros(predicted, device=device)
        products = torch.zeros(WIDTH, WIDTH, device=device)

        for batch in self.corpus.batches(self.seed):
            for both in self.pool.map(torch.no_grad()(self.read), (batch, batch), range(2)):
                out, targets = (each.flatten(0, 1) for each in both)
                sums.index_add_(0, targets, out)
                counts += torch.bincount(targets, minlength=predicted)
                products += out.T @ out
            if counts.sum() > 2 * FIT_TOKENS:
                break
        mean = sums.sum(0) / counts.sum()
        means = (sums - counts[:, None] * mean) / (counts + FIT_PRIOR)[:, None]
        within = products / counts.sum() - mean.outer(mean) - means.T @ (means * counts[:, None]) / counts.sum()
        rows = FIT_DAMPING * torch.linalg.solve(within, means.T).T
        model.softmax.copy_(rows)
        model.softmax_bias.sub_((rows * means).sum(1) / 2 + rows @ mean)

    def read(self, batch: np.ndarray, direction: int) -> tuple[Tensor, Tensor]:
        """Return the last layer's outputs (t, b, w) of one direction, and the words (t, b) that follow each."""
        ids = in_reading_order(batch, direction).to(self.device)
        return self.model.states(ids[:-1], direction)[-1], self.target_of[ids[1:]]

    def losses(self, batch: np.ndarray, direction: int) -> tuple[Tensor, Tensor]:
        """Return the losses of one direction, means over the batch: of the next words, and of those ahead of them."""
        out, targets = self.read(batch, direction)
        sampled = torch.multinomial(self.noise, NEGATIVES, replacement=True, generator=self.random[direction])
        bias = self.model.softmax_bias - self.log_expected
        true_rows, true_bias = self.model.softmax[targets], bias[targets]
        rows, row_bias = self.model.softmax[sampled], bias[sampled]
        hit = targets.flatten()[:, None] == sampled
        true = true_rows.flatten(0, 1), true_bias.flatten()
        following = SampledSoftmax.apply(out.flatten(0, 1), *true, rows, row_bias, hit)
        # The rows are the next word's: those ahead learn to be found with them.
        fixed = (each.detach() for each in (true_rows, true_bias, rows[:AHEAD_NEGATIVES], row_bias[:AHEAD_NEGATIVES]))
        return following, loss_ahead(out @ self.model.ahead[direction], self.rarity[targets], *fixed)

    def train_on(self, batch: np.ndarray) -> float:
        """Take one step; return the mean loss of the next words in both directions."""

        def gradients(direction: int) -> tuple[float, tuple[Tensor, ...]]:
            following, ahead = self.losses(batch, direction)
            loss = (following + AHEAD_WEIGHT * ahead) / 2
            return following.item(), torch.autograd.grad(loss, self.model.of_direction(direction))

        both = list(self.pool.map(gradients, range(2)))
        for parameter in self.model.parameters():
            parameter.grad = None
        for direction, (_loss, found) in enumerate(both):
            for parameter, gradient in zip(self.model.of_direction(direction), found, strict=True):
                parameter.grad = gradient if parameter.grad is None else parameter.grad.add_(gradient)
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), MAX_NORM)
        rate = self.rate * min((self.step + 1) / WARM_UP, max(0.0, 1 - self.seen / self.total))
        for group in self.optimizer.param_groups:
            group["lr"] = rate
        self.optimizer.step()
        self.step += 1
        self.in_epoch += 1
        self.seen += batch.shape[0] * (batch.shape[1] - 2)
        return sum(loss for loss, _found in both) / 2

    @torch.no_grad()
    def perplexity(self, sentences: int = HELD_OUT) -> float:
        """Return exp of the mean loss on held-out sentences: the full softmax, all tokens, both directions."""
        total, count = 0.0, 0
        for batch in by_length(self.corpus.held_out[:sentences]):
            for direction in range(2):
                out, targets = (each.flatten(0, 1) for each in self.read(batch, direction))
                logits = torch.addmm(self.model.softmax_bias, out, self.model.softmax.T)
                total += float(torch.nn.functional.cross_entropy(logits, targets, reduction="sum"))
                count += len(targets)
        return math.exp(total / count)

    def run(self, checkpoint: Path, minutes: float) -> None:
        """Train to the end, writing a checkpoint every few minutes."""
        saved = started = time.monotonic()
        before, losses = self.seen, []
        while self.seen < self.total:
            for i, batch in enumerate(self.corpus.batches(self.seed + self.epoch)):
                if i < self.in_epoch:
                    continue
                losses.append(self.train_on(batch))
                if self.step % 100 == 0:
                    speed = (self.seen - before) / (time.monotonic() - started)
                    left = (self.total - self.seen) / speed / 60
                    print(
                        f"{self.seen:>12,} tokens, loss {np.mean(losses[-100:]):.3f}, {speed:,.0f} tokens/s, "
                        f"{left:.0f} min left",
                        flush=True,
                    )
                if time.monotonic() - saved > 60 * minutes:
                    self.save(checkpoint)
                    print(f"held-out perplexity {self.perplexity(1_000):.1f}", flush=True)
                    saved = time.monotonic()
                if self.seen >= self.total:
                    break
            else:
                self.epoch, self.in_epoch = self.epoch + 1, 0
        self.save(checkpoint)

    def save(self, path: Path) -> None:
        """Write all that is needed to go on."""
        state = {
            "model": self.model.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "position": (self.seen, self.step, self.epoch, self.in_epoch),
            "random": [each.get_state() for each in self.random],
        }
        torch.save(state, path.with_suffix(".tmp"))
        path.with_suffix(".tmp").replace(path)

    def load(self, path: Path) -> None:
        """Go on where a checkpoint was written."""
        state = torch.load(path, weights_only=True)
        self.model.load_state_dict(state["model"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.seen, self.step, self.epoch, self.in_epoch = state["position"]
        for generator, drawn in zip(self.random, state["random"], strict=True):
            generator.set_state(drawn)


def export(model: BiLm, folder: Path, source: str = STATIC) -> None:
    """Write options, with the id of the static vectors, and weights as bilm-tf lays them out; numbers as float16."""
    options = {
        "lstm": {
            "use_skip_connections": True,
            "projection_dim": WIDTH,
            "cell_clip": CLIP,
            "proj_clip": CLIP,
            "dim": CELLS,
            "n_layers": LAYERS,
        },
        "static": {"source": source, "n_dimensions": model.input.shape[0], "special": list(SPECIAL)},
    }
    (folder / "options.json").write_text(json.dumps(options, indent=2) + "\n")
    with h5py.File(folder / "weights.hdf5", "w") as file:
        for name, parameter in model.exported().items():
            file.create_dataset(name, data=parameter.detach().cpu().numpy().astype(np.float16))


@torch.no_grad()
def start_from(model: BiLm, folder: Path) -> None:
    """Take over what was exported to a folder."""
    with h5py.File(folder / "weights.hdf5") as file:
        for name, parameter in model.exported().items():
            parameter.copy_(torch.from_numpy(file[name][()]))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--static", default=STATIC, help=f"the source of the static vectors (default: {STATIC})")
    parser.add_argument("--tokens", type=int, default=40_000_000, help="to see in all (default: 40,000,000)")
    parser.add_argument("--start", type=Path, help="a folder with the weights to begin with (default: random ones)")
    parser.add_argument("--rate", type=float, default=RATE, help=f"the highest learning rate (default: {RATE})")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--minutes", type=float, default=10, help="between checkpoints (default: 10)")
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(1)
    torch.set_flush_denormal(True)
    # Products in bfloat16 where the processor has them, sums in float32: twice as fast.
    torch.set_float32_matmul_precision("medium")
    static = ev.open_source(given.static)
    corpus = Corpus(given.corpus, static.words)
    print(
        f"{len(corpus.sentences):,} sentences, {corpus.tokens:,} tokens, {corpus.known:.1%} of them with a static "
        f"vector; {len(corpus.held_out):,} sentences held out",
        flush=True,
    )
    trainer = Trainer(corpus, np.ascontiguousarray(static.vectors), given.tokens, given.rate, given.seed)
    if (given.out / "checkpoint.pt").exists():
        trainer.load(given.out / "checkpoint.pt")
    elif given.start:
        start_from(trainer.model, given.start)
        trainer.fit_softmax()
    print(f"held-out perplexity {trainer.perplexity(1_000):.1f}", flush=True)
    trainer.run(given.out / "checkpoint.pt", given.minutes)
    print(f"held-out perplexity {trainer.perplexity():.1f}")
    export(trainer.model, given.out, given.static)
