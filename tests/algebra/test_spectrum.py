import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

import embedviz as ev

SHAPES = [(500, 20), (41, 20), (40, 20), (20, 20), (20, 40), (1, 7), (7, 1), (1, 1)]

numbers = st.floats(-100, 100, allow_subnormal=False)
matrices = npst.arrays(np.float64, npst.array_shapes(min_dims=2, max_dims=2, max_side=12), elements=numbers)


class Lazy:
    """An array that, like dask's, knows its shape and gives its numbers only to ``np.asarray``."""

    def __init__(self, array: np.ndarray) -> None:
        self._array = array
        self.shape, self.ndim, self.dtype = array.shape, array.ndim, array.dtype

    def __len__(self) -> int:
        return len(self._array)

    def __getitem__(self, rows: slice) -> "Lazy":
        return Lazy(self._array[rows])

    def __array__(self, dtype=None, copy=None) -> np.ndarray:
        return np.array(self._array, dtype=dtype, copy=copy)


def with_singular_values(values: np.ndarray, m: int, seed: int = 0) -> np.ndarray:
    rng = np.random.default_rng(seed)
    left = np.linalg.qr(rng.standard_normal((m, len(values))))[0]
    right = np.linalg.qr(rng.standard_normal((len(values), len(values))))[0]
    return (left * values) @ right


def values_by_numpy(matrix: np.ndarray) -> np.ndarray:
    return np.linalg.svd(np.asarray(matrix, dtype=np.float64), compute_uv=False)


def assert_same_values(found: np.ndarray, expected: np.ndarray) -> None:
    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-8 * expected[0])


@pytest.fixture(scope="module")
def tall() -> np.ndarray:
    """Several blocks of rows, and well conditioned."""
    return np.random.default_rng(0).standard_normal((220_000, 20))


@pytest.fixture(scope="module")
def deficient(tall) -> np.ndarray:
    return np.hstack([tall[:, :-1], tall[:, :1]])


# GloVe


def test_the_rank_of_glove_is_50(glove_spectrum):
    assert glove_spectrum.rank() == 50


def test_numpy_in_float32_says_46_and_so_does_its_tolerance(glove, glove_spectrum):
    assert np.linalg.matrix_rank(glove.vectors) == 46
    assert glove_spectrum.rank(glove_spectrum.rtol_for(np.float32)) == 46


def test_glove_has_the_singular_values_of_numpy_in_float64(glove64, glove_spectrum):
    assert_same_values(glove_spectrum.singular_values, values_by_numpy(glove64))


def test_glove_centered_has_the_variances_of_numpy_cov(glove, glove64):
    found = ev.spectrum(glove, center=True)
    variances = np.linalg.eigvalsh(np.cov(glove64, rowvar=False))[::-1]
    np.testing.assert_allclose(found.singular_values**2 / (len(glove) - 1), variances, rtol=1e-9)
    np.testing.assert_allclose(found.mean, glove64.mean(axis=0), rtol=0, atol=1e-12)


# Against NumPy and known answers


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("dtype", [np.float64, np.float32, np.float16, np.int32, np.uint8])
def test_values_equal_numpy_for_every_shape_and_dtype(shape, dtype):
    matrix = (np.random.default_rng(1).random(shape) * 50).astype(dtype)
    found = ev.spectrum(matrix)
    assert_same_values(found.singular_values, values_by_numpy(matrix))
    assert found.singular_values.dtype == np.float64
    assert found.shape == shape


@pytest.mark.parametrize("shape", [shape for shape in SHAPES if shape[0] > 1])
def test_centered_values_are_those_of_the_centered_matrix(shape):
    matrix = np.random.default_rng(2).standard_normal(shape) + 10
    found = ev.spectrum(matrix, center=True)
    assert_same_values(found.singular_values, values_by_numpy(matrix - matrix.mean(axis=0)))


@pytest.mark.parametrize("route", ["svd", "gram", "qr"])
def test_right_vectors_are_orthonormal_and_stretched_by_the_singular_values(route):
    matrix = with_singular_values(np.logspace(0, -8 if route == "qr" else -2, 12), 20 if route == "svd" else 300)
    found = ev.spectrum(matrix)
    assert found.route == route
    np.testing.assert_allclose(found.right_vectors @ found.right_vectors.T, np.eye(12), atol=1e-13)
    images = matrix @ found.right_vectors.T
    np.testing.assert_allclose(images.T @ images, np.diag(found.singular_values**2), atol=1e-13)
    assert (found.right_vectors.max(axis=1) == np.abs(found.right_vectors).max(axis=1)).all()


def test_ten_orders_of_magnitude_come_back_by_qr():
    values = np.logspace(0, -10, 30)
    found = ev.spectrum(with_singular_values(values, 5000))
    assert found.route == "qr"
    np.testing.assert_allclose(found.singular_values, values, rtol=1e-3)


@pytest.mark.parametrize("center", [False, True])
@pytest.mark.parametrize(
    "values",
    [
        pytest.param(np.append(np.ones(59), 1e-9), id="one small"),
        pytest.param(np.append(np.ones(59), 0), id="one zero"),
        pytest.param(np.repeat([1, 2e-4, 1e-9], 20), id="some barely kept, some small"),
        pytest.param(np.repeat([1, 1.05e-4, 0.95e-4, 1e-12, 0], [20, 20, 6, 8, 6]), id="around the bound, and zeros"),
        pytest.param(np.append(np.logspace(0, -4, 40), np.logspace(-4, -15, 20)), id="fifteen orders"),
        pytest.param(np.repeat([1, 0], [20, 40]), id="more small than large"),
    ],
)
def test_where_some_are_small_all_come_back_and_are_counted_as_numpy_does(values, center):
    matrix = with_singular_values(values, 3_000)
    found = ev.spectrum(matrix, center=center)
    expected = values_by_numpy(matrix - matrix.mean(axis=0) if center else matrix)
    assert found.route == "qr"
    np.testing.assert_allclose(found.singular_values, expected, atol=2e-11 * expected[0])
    small = expected < 1e-6
    np.testing.assert_allclose(found.singular_values[small], expected[small], rtol=1e-3, atol=1e-14)
    assert found.rank() == np.count_nonzero(expected > found.tolerance())
    np.testing.assert_allclose(found.right_vectors @ found.right_vectors.T, np.eye(60), atol=1e-13)
    images = np.linalg.norm((matrix - (found.mean if center else 0)) @ found.right_vectors.T, axis=0)
    np.testing.assert_allclose(images, found.singular_values, atol=2e-11)


def test_where_gram_is_trusted_it_is_within_1e_8_of_the_largest():
    values = np.append(np.linspace(1, 0.5, 19), 1.1e-5)
    found = ev.spectrum(with_singular_values(values, 5000))
    assert found.route == "gram"
    assert_same_values(found.singular_values, values)


def test_an_exact_product_of_rank_20_has_rank_20():
    rng = np.random.default_rng(3)
    matrix = rng.integers(-5, 6, (20_000, 20)) @ rng.integers(-5, 6, (20, 50))
    assert ev.spectrum(matrix.astype(np.float64)).rank() == 20
    assert ev.spectrum(matrix).rank() == 20


def test_what_float32_adds_to_rank_20_lies_under_the_storage_floor():
    rng = np.random.default_rng(4)
    matrix = (rng.standard_normal((20_000, 20)) @ rng.standard_normal((20, 50))).astype(np.float32)
    found = ev.spectrum(matrix)
    assert found.rank() == 50
    assert np.count_nonzero(found.singular_values > found.storage_floor) == 20
    assert found.rank(found.storage_eps) == 20


@pytest.mark.parametrize(("dtype", "eps"), [(np.float32, 2**-23), (np.float64, 2**-52), (np.float16, 2**-10), (int, 0)])
def test_the_storage_floor_is_eps_of_what_the_matrix_came_in(dtype, eps):
    found = ev.spectrum(np.diag([4, 2]).astype(dtype))
    assert found.storage_eps == eps
    assert found.storage_floor == 4 * eps


@pytest.mark.parametrize("shape", [(300, 10), (10, 10), (10, 30)])
@pytest.mark.parametrize("scale", [1e300, 1e200, 1e150, 1e30, 1e-30, 1e-150, 1e-160, 1e-200, 1e-290])
@pytest.mark.parametrize("center", [False, True])
def test_scale_does_not_matter(shape, scale, center):
    matrix = np.random.default_rng(5).standard_normal(shape)
    found, plain = ev.spectrum(matrix * scale, center=center), ev.spectrum(matrix, center=center)
    whole = plain.singular_values > 1e-9
    np.testing.assert_allclose((found.singular_values / scale)[whole], plain.singular_values[whole], rtol=1e-9)
    assert found.route == plain.route
    assert found.rank() == plain.rank() == np.linalg.matrix_rank(matrix - matrix.mean(axis=0) * center)
    assert found.rank(0.5) == plain.rank(0.5)
    assert found.stored_rank == plain.stored_rank
    assert found.norm / scale == pytest.approx(plain.norm)
    assert found.effective_rank == pytest.approx(plain.effective_rank)
    assert found.stable_rank == pytest.approx(plain.stable_rank)
    assert found.participation_ratio == pytest.approx(plain.participation_ratio)
    assert found.energy(2) == pytest.approx(plain.energy(2))
    if center:
        np.testing.assert_allclose(found.mean / scale, plain.mean, rtol=1e-12)


@pytest.mark.parametrize("shape", [(300, 10), (10, 10), (10, 30)])
@pytest.mark.parametrize("center", [False, True])
def test_multiples_of_the_smallest_number_of_all_have_the_rank_of_their_multipliers(shape, center):
    rng = np.random.default_rng(6)
    matrix = rng.integers(-9, 10, (shape[0], 3)).astype(float) @ rng.integers(-9, 10, (3, shape[1]))
    found = ev.spectrum(matrix * 5e-324, center=center)
    assert found.rank() == 3
    expected = values_by_numpy(matrix - matrix.mean(axis=0) * center)
    np.testing.assert_allclose(found.singular_values / 5e-324, expected, atol=1)


@pytest.mark.parametrize("shape", [(300, 10), (10, 10), (10, 30)])
@pytest.mark.parametrize("center", [False, True])
def test_columns_whose_sums_overflow_are_finite_all_the_same(shape, center):
    matrix = 1 + np.random.default_rng(7).random(shape)
    found = ev.spectrum(matrix * 1e306, center=center)
    expected = values_by_numpy(matrix - matrix.mean(axis=0) * center)
    whole = expected > 1e-9
    np.testing.assert_allclose((found.singular_values / 1e306)[whole], expected[whole], rtol=1e-9)


@pytest.mark.parametrize("shape", [(300, 10), (10, 10), (10, 30)])
def test_a_singular_value_that_float64_cannot_hold_is_refused(shape):
    with pytest.raises(ev.EmbedvizError, match=r"a singular value of 1e309; expected at most 1\.8·10³⁰⁸"):
        ev.spectrum(np.full(shape, 1.7e308))


@pytest.mark.parametrize("shape", [(50, 3), (3, 3), (3, 50)])
def test_a_zero_matrix_has_rank_0(shape):
    found = ev.spectrum(np.zeros(shape))
    assert found.rank() == found.effective_rank == found.stable_rank == found.participation_ratio == 0
    assert found.condition_number == np.inf
    assert found.energy(1) == 1


def test_measures_of_3_4_worked_out_by_hand():
    found = ev.spectrum(np.diag([4.0, 3.0]))
    entropy = -(4 / 7 * np.log(4 / 7) + 3 / 7 * np.log(3 / 7))
    assert found.effective_rank == pytest.approx(np.exp(entropy))
    assert found.stable_rank == pytest.approx(25 / 16)
    assert found.participation_ratio == pytest.approx(25**2 / (256 + 81))
    assert found.condition_number == pytest.approx(4 / 3)
    assert [found.energy(k) for k in (0, 1, 2, 3)] == pytest.approx([0, 16 / 25, 1, 1])


def test_the_tolerance_of_rank_is_relative_to_the_largest():
    found = ev.spectrum(np.diag([100.0, 10.0, 1.0]))
    assert [found.rank(rtol) for rtol in (0.5, 0.05, 0.005)] == [1, 2, 3]
    assert found.tolerance(0.05) == pytest.approx(5)


@pytest.mark.parametrize("rtol", [-1e-9, np.nan, np.inf])
def test_a_tolerance_that_is_no_bound_is_refused(rtol):
    with pytest.raises(ev.EmbedvizError, match="expected a number that is 0 or more"):
        ev.spectrum(np.eye(2)).rank(rtol)


def test_the_energy_of_fewer_than_none_is_refused():
    with pytest.raises(ev.EmbedvizError, match="energy of -1 singular values"):
        ev.spectrum(np.eye(2)).energy(-1)


# What was subtracted


def near_1000(seed: int = 0) -> np.ndarray:
    return (1000 + np.random.default_rng(seed).standard_normal((1000, 50))).astype(np.float32)


def test_the_rounding_of_centered_numbers_is_that_of_what_was_subtracted():
    matrix = near_1000()
    found = ev.spectrum(matrix, center=True)
    assert found.norm == pytest.approx(values_by_numpy(matrix)[0], rel=1e-12)
    assert found.storage_floor == pytest.approx(0.0267, rel=1e-2)  # 2^-23 · 1000·√(1000·50)
    # Numbers that float32 rounded to multiples of 2^-14 have lost differences of that size.
    rounding = np.linalg.norm(matrix - (1000 + np.random.default_rng(0).standard_normal((1000, 50))), 2)
    assert found.storage_floor / 100 < rounding < found.storage_floor


def test_what_rounding_to_float32_makes_of_a_plane_far_from_the_origin_is_told_from_it():
    rng = np.random.default_rng(1)
    plane = rng.standard_normal((1000, 2)) @ rng.standard_normal((2, 50))
    found = ev.spectrum((1000 + plane).astype(np.float32), center=True)
    assert found.rank() == 50
    assert found.rounding_only == 48
    assert found.stored_rank == 2


@pytest.mark.parametrize("value", [0.1, 1 / 3, 1e6 / 7, 1e200 / 3, 1e-200 / 3])
@pytest.mark.parametrize("shape", [(1000, 50), (51, 50), (50, 1000), (7, 1), (1, 7)])
def test_equal_rows_have_rank_0_once_centered(value, shape):
    matrix = np.full(shape, value) * np.linspace(1, 2, shape[1])
    assert ev.spectrum(matrix, center=True).rank() == 0
    assert ev.spectrum(matrix).rank() == 1


def test_a_constant_column_adds_nothing_to_the_rank_of_the_others_once_centered():
    varied = np.random.default_rng(2).standard_normal((1000, 3))
    matrix = np.hstack([varied, np.full((1000, 2), 1e6 / 7)])
    assert ev.spectrum(matrix, center=True).rank() == 3


@given(matrices)
def test_the_norm_before_centering_is_that_of_the_matrix(matrix):
    expected = values_by_numpy(matrix)[0]
    assert ev.spectrum(matrix, center=True).norm == pytest.approx(expected, rel=1e-12)
    assert ev.spectrum(matrix).norm == pytest.approx(expected, rel=1e-12)


# Properties


@given(matrices)
def test_any_matrix_has_the_values_of_numpy(matrix):
    assert_same_values(ev.spectrum(matrix).singular_values, values_by_numpy(matrix))


@given(matrices, st.integers(0, 2**32 - 1))
def test_values_do_not_change_with_rotation_and_order_of_rows(matrix, seed):
    rng = np.random.default_rng(seed)
    m, n = matrix.shape
    rotation = np.linalg.qr(rng.standard_normal((n, n)))[0]
    plain = ev.spectrum(matrix).singular_values
    assert_same_values(ev.spectrum(matrix[rng.permutation(m)] @ rotation).singular_values, plain)


@given(matrices)
def test_energies_rise_to_1(matrix):
    energies = ev.spectrum(matrix).energies
    assert (np.diff(energies) >= 0).all()
    assert 0 <= energies[0] <= energies[-1] == 1


@given(matrices.filter(np.any))
def test_every_measure_of_rank_lies_between_1_and_the_rank(matrix):
    found = ev.spectrum(matrix)
    assert 1 <= found.rank() <= min(matrix.shape)
    for measure in (found.effective_rank, found.stable_rank, found.participation_ratio):
        assert 1 - 1e-9 <= measure <= found.rank() + 1e-9
    assert found.condition_number >= 1


# What it takes and refuses


@pytest.mark.parametrize(("source", "center"), [
    ("tall", False),
    ("deficient", True),
    pytest.param("tall", True, marks=pytest.mark.exhaustive),
    pytest.param("deficient", False, marks=pytest.mark.exhaustive),
])  # fmt: skip
def test_memory_map_lazy_and_fortran_arrays_give_the_same_as_an_array(source, center, tmp_path, request):
    matrix = request.getfixturevalue(source)
    np.save(tmp_path / "m.npy", matrix)
    plain = ev.spectrum(matrix, center=center)
    for other in (np.load(tmp_path / "m.npy", mmap_mode="r"), Lazy(matrix), np.asfortranarray(matrix)):
        found = ev.spectrum(other, center=center)
        assert found.route == plain.route
        assert_same_values(found.singular_values, plain.singular_values)


def test_the_input_is_left_alone(tall):
    before = tall.copy()
    ev.spectrum(tall, center=True)
    np.testing.assert_array_equal(tall, before)


@pytest.mark.parametrize("shape", [(0, 3), (3, 0), (5,), (), (2, 2, 2)])
def test_what_is_not_a_matrix_is_refused(shape):
    with pytest.raises(ev.EmbedvizError, match="m vectors in n dimensions"):
        ev.spectrum(np.zeros(shape))


@pytest.mark.parametrize("values", [[np.nan], [np.inf], [-np.inf], [np.inf, -np.inf]])
@pytest.mark.parametrize("shape", [(300, 10), (10, 10), (10, 30)])
@pytest.mark.parametrize("center", [False, True])
def test_numbers_that_are_not_finite_are_refused_without_a_warning(values, shape, center):
    matrix = np.random.default_rng(6).standard_normal(shape)
    matrix[: len(values), 3] = values
    with pytest.raises(ev.EmbedvizError, match="NaN or infinity"):
        ev.spectrum(matrix, center=center)


# Progress


@pytest.mark.parametrize("source", ["tall", "deficient", "square"])
def test_progress_rises_to_the_number_of_rows_in_every_stage(source, request):
    matrix = np.eye(5) if source == "square" else request.getfixturevalue(source)
    reports = []
    ev.spectrum(matrix, progress=reports.append)
    stages = list(dict.fromkeys(report.stage for report in reports))
    assert len(stages) == {"square": 1, "tall": 1, "deficient": 3}[source]
    for stage in stages:
        done = [report.done for report in reports if report.stage == stage]
        assert done == sorted(set(done))
        assert done[-1] == len(matrix)
        assert {report.total for report in reports} == {len(matrix)}


@pytest.mark.parametrize("reports_before", [0, 1, 4])
def test_raising_cancelled_from_progress_stops_it_there(deficient, reports_before):
    reports = []

    def progress(report: ev.Progress) -> None:
        if len(reports) == reports_before:
            raise ev.Cancelled
        reports.append(report)

    with pytest.raises(ev.Cancelled):
        ev.spectrum(deficient, progress=progress)
    assert len(reports) == reports_before


# Memory


WITHIN_150_MB = """
import resource, sys
import numpy as np
import embedviz as ev

rng = np.random.default_rng(0)
for small in (rng.standard_normal((900, 300)), np.ones((900, 300))):
    ev.spectrum(small)
matrix = np.load(sys.argv[1], mmap_mode="r")
with open("/proc/self/status") as status:
    used = next(int(line.split()[1]) << 10 for line in status if line.startswith("VmData"))
resource.setrlimit(resource.RLIMIT_DATA, (used + 150_000_000, used + 150_000_000))
if sys.argv[2] == "numpy":
    np.linalg.svd(matrix, compute_uv=False)
else:
    print(ev.spectrum(matrix).route)
"""


# QR takes ten times as long for a row; either matrix alone is larger than the limit.
ROWS = {"gram": 400_000, "qr": 150_000}


@pytest.fixture(scope="module")
def large_file(tmp_path_factory):
    """Write ROWS x 300 numbers in float32, of full rank, or with two columns alike where QR is needed."""
    folder = tmp_path_factory.mktemp("large")

    def write(route: str) -> Path:
        path = folder / f"{route}.npy"
        if not path.exists():
            block = np.random.default_rng(7).standard_normal((4000, 300)).astype(np.float32)
            if route == "qr":
                block[:, 0] = block[:, 1]
            file = np.lib.format.open_memmap(path, mode="w+", dtype=np.float32, shape=(ROWS[route], 300))
            for start in range(0, len(file), len(block)):
                file[start : start + len(block)] = block[: len(file) - start]
        return path

    yield write
    for path in folder.iterdir():
        path.unlink()


def run_within_150_mb(path: Path, who: str) -> subprocess.CompletedProcess:
    # RLIMIT_DATA counts what a process allocates and not the pages of a memory map, so that a step over is an error.
    environment = os.environ | {"OPENBLAS_NUM_THREADS": "2"}
    command = [sys.executable, "-c", WITHIN_150_MB, str(path), who]
    root = Path(__file__).parents[2]
    return subprocess.run(command, capture_output=True, text=True, cwd=root, env=environment, check=False)


@pytest.mark.skipif(sys.platform != "linux", reason="the limit is Linux's")
@pytest.mark.xdist_group("large files")
@pytest.mark.parametrize("route", ["gram", pytest.param("qr", marks=pytest.mark.exhaustive)])
def test_a_tall_matrix_takes_less_than_150_mb_besides_the_file(large_file, route):
    result = run_within_150_mb(large_file(route), "embedviz")
    assert result.stdout.strip() == route, result.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="the limit is Linux's")
@pytest.mark.xdist_group("large files")
@pytest.mark.exhaustive
def test_150_mb_is_a_limit_that_numpy_does_not_keep(large_file):
    assert "MemoryError" in run_within_150_mb(large_file("gram"), "numpy").stderr


def test_the_same_matrix_has_the_same_spectrum_to_the_last_bit(tall):
    first = ev.spectrum(tall)
    for _again in range(5):
        np.testing.assert_array_equal(ev.spectrum(tall).singular_values, first.singular_values)


@pytest.mark.parametrize(("m", "n"), [(1_300, 1_100), pytest.param(2_500, 1_050, marks=pytest.mark.exhaustive)])
def test_many_dimensions_have_the_values_of_numpy(m, n):
    matrix = np.random.default_rng(0).standard_normal((m, n), dtype=np.float32)
    found = ev.spectrum(matrix)
    assert found.route == "gram"
    assert_same_values(found.singular_values, values_by_numpy(matrix))


@pytest.mark.parametrize("shape", [(20_000, 20_000), (100_000, 17_000), (5_000, 60_000)])
def test_what_would_fill_the_memory_is_refused_before_it_is_read(shape):
    with pytest.raises(ev.EmbedvizError, match=f"{shape[0]:,} vectors in {shape[1]:,} dimensions keeps"):
        ev.spectrum(np.broadcast_to(np.float32(1), shape))


def test_singular_values_that_rounding_made_are_told_from_the_others():
    rng = np.random.default_rng(0)
    exact = rng.standard_normal((300, 4)) @ rng.standard_normal((4, 12))
    rounded = ev.spectrum(exact.astype(np.float32))
    assert rounded.rank() == 12
    assert rounded.rounding_only == 8
    assert ev.spectrum(rng.standard_normal((300, 12)).astype(np.float32)).rounding_only == 0
    assert ev.spectrum(np.zeros((5, 3))).rounding_only == 0


@pytest.mark.parametrize(("dtype", "eps"), [("float16", 2.0**-10), ("bfloat16", 2.0**-7), ("text", 2.0**-23)])
def test_a_file_coarser_than_float32_has_a_higher_floor(dtype, eps):
    origin = ev.Origin("any", 1, dtype, 0, 0, 0.0)
    found = ev.spectrum(ev.Embedding("any", ["a", "b"], np.eye(2), origin=origin))
    assert found.storage_floor == eps
