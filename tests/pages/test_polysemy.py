import os
import subprocess
import sys
from dataclasses import replace
from importlib.util import find_spec

import numpy as np
import pytest
from scipy.spatial.distance import pdist

import embedviz as ev
from embedviz.context.catalogue import DEFAULT_ENCODER, encoders
from embedviz.context.examples import polysemous
from embedviz.context.static import Static
from embedviz.context.tokens import find_occurrences, tokenize
from embedviz.ui.polysemy.encoders import open_encoder
from tests.context.bilms import MARKERS, options, write
from tests.context.transformers import HAS_EXTRA, write_transformer
from tests.pages.conftest import PAGES, ROOT
from tests.pages.settled import settle
from tests.scenes import scene_of, without_webgl

RUNGS = 7


@pytest.fixture(scope="module")
def elmo() -> ev.Elmo:
    return ev.Elmo.load()


def vectors(encoder, word, layer):
    """The occurrences of a shipped word, encoded one sentence at a time."""
    found = []
    for example in polysemous()[word]:
        tokens = tokenize(example.sentence)
        (at,) = find_occurrences([tokens], word).occurrences
        found.append(encoder.encode([[token.form for token in tokens]])[0][layer, at.position])
    return np.array(found, dtype=np.float64)


def ladder(app):
    """The table of all rungs."""
    return next(table.value for table in app.dataframe if "silhouette" in table.value.columns).set_index("encoder")


def test_left_one_point_right_a_cloud_and_an_edit_moves_a_point_of_it(open_page, written, figure):
    app = open_page("polysemy", more="all", word="bank")
    text, k = written(app), len(polysemous()["bank"])
    assert f"**{k} occurrences, one point.** Rank 1" in text
    assert f"**{k} occurrences, {k} points.** Rank {k}." in text
    one, cloud, edited = (scene_of(app, f"cloud-{name}") for name in ("left", "right", "edited"))
    assert f"{k} occurrences, one point" in [note["text"] for note in one.data["drawing"]["notes"]]
    assert (one.places == one.places[0]).all()
    assert len(np.unique(cloud.places, axis=0)) == k
    assert one.data["group"] == cloud.data["group"] == edited.data["group"]
    senses = list(dict.fromkeys(each.sense for each in polysemous()["bank"]))
    assert [group["name"] for group in cloud.data["legend"]["groups"]] == senses
    # What a phrase names are the points whose sense is found, and those whose sense is not.
    lit = cloud.data["drawing"]["named"]
    right, wrong = lit["cloud-right-right"], lit["cloud-right-wrong"]
    assert sorted([*right, *wrong]) == list(range(k))
    told = f"correctly for [{len(right)}](#mark-cloud-right-right), not for [{len(wrong)}](#mark-cloud-right-wrong)."
    assert told in text or (not wrong and f"correctly for [all {k}](#mark-cloud-right-right)." in text)
    assert app.subheader[0].value.startswith(f"Yes: {len(right) / k:.0%} of the senses are found by our biLM, layer 2;")
    assert cloud.codes.tolist() == [senses.index(each.sense) for each in polysemous()["bank"]]
    (way,) = (stroke["points"] for stroke in edited.data["drawing"]["strokes"] if stroke["arrow"])
    np.testing.assert_allclose(edited.places[0] / 32767 - 1, way[1], atol=1e-4)
    next(button for button in app.main.button if button.label == "Undo").click().run()
    back = scene_of(app, "cloud-edited")
    assert not [stroke for stroke in back.data["drawing"]["strokes"] if stroke["arrow"]]
    np.testing.assert_array_equal(back.places, cloud.places)
    flat = without_webgl(app)
    assert all(figure(flat, f"cloud-{name}-flat")["data"] for name in ("left", "right", "edited"))


@pytest.mark.parametrize(
    ("word", "name", "layer"),
    [("seal", "our biLM, layer 2", 2), pytest.param("mouse", "our biLM, layer 1", 1, marks=pytest.mark.exhaustive)],
)
def test_the_ladder_gives_the_numbers_of_brute_force(open_page, elmo, word, name, layer):
    row = ladder(open_page("polysemy", more="all", word=word)).loc[name]
    X = vectors(elmo, word, layer)
    units = X / np.linalg.norm(X, axis=1, keepdims=True)
    cosines = units @ units.T
    k = len(X)
    assert row["self-similarity"] == pytest.approx((cosines.sum() - k) / (k * (k - 1)), abs=2e-3)
    values = np.linalg.svd(X, compute_uv=False)
    assert row["maximum explainable variance"] == pytest.approx(values[0] ** 2 / (values**2).sum(), abs=2e-3)
    assert row["rank"] == np.linalg.matrix_rank(X, tol=max(X.shape) * np.finfo(np.float32).eps * values[0])


def test_static_vectors_and_layer_0_have_rank_1_and_find_no_sense(open_page, glove):
    table = ladder(open_page("polysemy", more="all", word="crane"))
    assert len(table) == RUNGS
    for name in ("static", "our biLM, layer 0"):
        assert table.loc[name, "rank"] == 1
        assert table.loc[name, "self-similarity"] == 1
        assert table.loc[name, "p"] == 1
    assert (table.drop(["static", "our biLM, layer 0"])["rank"] > 1).all()
    assert np.linalg.matrix_rank(vectors(Static(glove), "crane", 0)) == 1


def test_the_cosines_shown_are_those_of_the_choice(open_page, figure, elmo):
    app = open_page("polysemy", more="all", word="bat", right="layer-1")
    X = vectors(elmo, "bat", 1)
    units = X / np.linalg.norm(X, axis=1, keepdims=True)
    senses = [example.sense for example in polysemous()["bat"]]
    order = np.argsort([list(dict.fromkeys(senses)).index(sense) for sense in senses], kind="stable")
    drawn = next(
        trace["z"] for trace in figure(app, "cosines-right")["data"] if np.shape(trace.get("z")) == (len(X),) * 2
    )
    np.testing.assert_allclose(drawn, (units @ units.T)[np.ix_(order, order)], atol=1e-5)


def test_the_mix_is_that_of_the_sliders(open_page, figure, written):
    app = open_page("polysemy", more="all", word="palm")
    assert not any(each.proto.id.endswith("-mixture") for each in app.get("plotly_chart"))  # its fold is closed
    app.session_state["embedviz_aside_mix"] = True
    app.slider(key="w0").set_value(-5.0).run()
    app.slider(key="w2").set_value(5.0).run()
    app.slider(key="w1").set_value(-5.0).run()
    assert not app.exception
    assert "Shares of the layers: **0%**, **0%**, **100%**. Mean length" in written(app)
    # The cloud that follows the hand lies in the plane as that layer does.
    drawn = np.column_stack([np.concatenate([t[axis] for t in figure(app, "mixture")["data"]]) for axis in "xy"])
    assert len(drawn) == len(polysemous()["palm"])
    np.testing.assert_allclose(drawn.mean(axis=0), 0, atol=1e-3)
    table = ladder(app)
    assert table.loc["our biLM, mix", "self-similarity"] == pytest.approx(
        table.loc["our biLM, layer 2", "self-similarity"], abs=0.01
    )


def test_an_edit_moves_layer_0_only_where_the_word_changed(open_page, figure):
    app = open_page("polysemy", more="all", word="bank")
    sentence = polysemous()["bank"][0].sentence
    words = sentence.split()
    proposed = app.text_input(key="edited").value.split()
    assert proposed[:-1] == words[:-1]
    assert proposed[-1] in {each.sentence.split()[-1] for each in polysemous()["bank"]} - {words[-1]}
    app.text_input(key="edited").set_value(" ".join([*words[:-2], "the flood."])).run()
    assert not app.exception
    moved = next(trace["z"] for trace in figure(app, "movement")["data"] if np.ndim(trace.get("z")) == 2)
    kept = len(tokenize(sentence)) - 3
    np.testing.assert_allclose(moved[0][:kept], 0, atol=1e-5)
    assert (np.array(moved[2][:kept]) > 0).all()
    next(button for button in app.main.button if button.label == "Undo").click().run()
    assert app.text_input(key="edited").value == sentence


def test_an_edit_is_found_again_after_a_visit_to_another_page(open_page):
    app = open_page("polysemy")
    app.text_input(key="edited").set_value("She cut the apple of discord.").run()
    app.switch_page("learn/home.py").run()
    app = app.switch_page("learn/polysemy.py").run()
    assert app.text_input(key="edited").value == "She cut the apple of discord."


def own(open_page, word, sentences):
    app = open_page("polysemy", more="all", word="own")
    app.text_input(key="own_word").set_value(word)
    app.text_area(key="own_sentences").set_value(sentences)
    app.run()
    assert not app.exception
    return app


def test_ones_own_sentences_with_labels(open_page):
    app = own(
        open_page,
        "table",
        "a | The table was set.\na | A wooden table.\nb | See the table below.\nb | Table 2 shows it.",
    )
    assert ladder(app).loc["our biLM, layer 2", "senses found"] <= 1


def test_sentences_without_the_word_are_named(open_page, written):
    text = written(own(open_page, "table", "The table was set.\nNo such word here.\nThat table, too."))
    assert "No such word here" in text
    assert "2 occurrences, 2 points" in text


TYPED = [
    ("table", "", "Occurrences of “table” found: 0; expected two or more"),
    ("", "The table.\nA table.", "found: 0;"),
    ("table", "x | The table.\ny | A table.", "Senses cannot be told apart"),
    ("table", "The table " + "and so on " * 300 + ".\nA table.", "to the first 512"),
    ("b", "A <b> here.\n$x$ <b> **there** :red[x].", "2 occurrences"),
]
ALSO_TYPED = [
    ("table", "One table only.", "Occurrences of “table” found: 1"),
    ("zzqx", "A zzqx here.\nThe zzqx there.", "2 occurrences"),
    ("table", "The table.\nThe table.", "2 occurrences"),
    ("table", "The table \U0001f642.\nA\x00 table.", "2 occurrences"),
]


@pytest.mark.parametrize("typed", [
    pytest.param(TYPED, id="some"),
    pytest.param(ALSO_TYPED, id="others", marks=pytest.mark.exhaustive),
])  # fmt: skip
def test_whatever_is_typed_is_answered(open_page, written, typed):
    app = open_page("polysemy", more="all", word="own")
    for word, sentences, said in typed:
        app.text_input(key="own_word").set_value(word)
        app.text_area(key="own_sentences").set_value(sentences)
        app.run()
        assert not app.exception, (word, sentences[:80])
        assert said in written(app), (word, sentences[:80])


@pytest.mark.exhaustive
def test_the_lesson_does_not_wait_for_scikit_learn(tmp_path):
    """Its import takes a second: the first to need it is the table of measures, under More."""
    visit = f"""
import sys
from streamlit.testing.v1 import AppTest
app = AppTest.from_file({str(ROOT / "pages" / "main.py")!r}, default_timeout=60)
app.switch_page({PAGES["polysemy"]!r}).run()
print(len(app.exception), "sklearn" in sys.modules)
app.query_params["more"] = "all"
app.run()
print(len(app.exception), "sklearn" in sys.modules)
"""
    environment = os.environ | {"EMBEDVIZ_CACHE": str(tmp_path), "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", visit], capture_output=True, text=True, env=environment, check=True)
    assert done.stdout.split() == ["0", "False", "0", "True"]


def test_all_words_are_measured_on_request(open_page, monkeypatch):
    few = {word: polysemous()[word] for word in ("bank", "seal")}
    monkeypatch.setattr(
        "embedviz.ui.polysemy.examples.polysemous", lambda language="en": few if language == "en" else {}
    )
    app = open_page("polysemy", more="all")
    settle(next(button for button in app.main.button if button.label == "Measure all words").click().run())
    (table,) = (table.value for table in app.dataframe if "by chance" in table.value.columns)
    assert table["words"].tolist() == [2] * RUNGS
    chance = np.mean([1 / len({example.sense for example in examples}) for examples in few.values()])
    assert table.set_index("encoder").loc["static", "senses found"] == f"{chance:.1%}"


def test_no_visitor_makes_the_server_fetch_unless_that_is_allowed(open_page, monkeypatch):
    for setting in ("", "0", "yes"):
        monkeypatch.setenv("EMBEDVIZ_HUB", setting)
        app = open_page("polysemy", more="all", transformer="by-name")
        assert app.selectbox(key="transformer").value == "none"
        assert "model" not in {box.key for box in app.text_input}


def test_a_model_name_is_no_path(open_page, monkeypatch):
    monkeypatch.setenv("EMBEDVIZ_HUB", "1")
    app = open_page("polysemy", transformer="by-name")
    for name in ("../../etc", "/etc", "a/b/c", "..", "C:\\x", "embedviz/data", "tests"):
        app.text_input(key="model").set_value(name).run()
        assert not app.exception
        assert "is not the name of a model" in app.error[0].value


def test_a_model_that_cannot_be_had_costs_nothing_else(open_page, monkeypatch):
    monkeypatch.setenv("EMBEDVIZ_HUB", "1")
    app = open_page("polysemy", more="all", transformer="by-name")
    app.text_input(key="model").set_value("nobody-here/no-such-model").run()
    settle(app)
    expected = "could not be opened" if find_spec("transformers") else "[transformers]"
    assert expected in app.error[0].value.replace("\\", "")
    assert len(ladder(app)) == RUNGS


def test_a_bilm_of_the_data_folder_is_offered_and_used(open_page, data):
    write(data / "mine", options())
    app = open_page("polysemy", more="all", bilm="folder:mine")
    assert not app.error
    assert app.selectbox(key="bilm").value == "folder:mine"
    assert len(ladder(app)) == RUNGS


def test_a_bilm_of_chinese_is_used_on_chinese_and_says_which_words_of_others_it_does_not_know(open_page, data):
    words = list(dict.fromkeys(token for each in polysemous("zh")["苹果"] for token in each.sentence.split()))
    ev.save(ev.Embedding("zh", words, np.random.default_rng(0).standard_normal((len(words), 8))), data / "zh.parquet")
    static = {"source": "file:zh.parquet", "n_dimensions": 8, "special": MARKERS}
    write(data / "mine", options(char_cnn=None) | {"static": static})
    query = {"lang": "zh", "source": "file:zh.parquet", "bilm": "folder:mine", "word": "苹果"}
    app = settle(open_page("polysemy", **query))
    assert not app.error
    assert not any("认得" in each.value for each in app.info)
    assert app.selectbox(key="right").value == "layer-2"
    assert "苹果" in app.text_input(key="edited").value
    app = settle(app.selectbox(key="word").set_value("bank").run())
    assert any("认得 **0** 个" in each.value for each in app.info)


def test_a_transformer_that_is_chosen_is_the_right_hand_cloud_at_once_and_goes_with_its_choice(
    open_page, data, monkeypatch
):
    if HAS_EXTRA:
        write_transformer("RobertaModel", data / "other")
    else:  # another biLM behind the same choice
        write(data / "other", options())
        known = encoders()
        known["folder:other"] = replace(known["folder:other"], form="transformer")
        for name in ("encoders", "encoder_choice"):
            monkeypatch.setattr(f"embedviz.ui.polysemy.{name}.encoders", known.copy)
    app = open_page("polysemy", word="bat")
    before = scene_of(app, "cloud-right")
    app.selectbox(key="transformer").set_value("folder:other").run()
    assert not app.exception
    assert not app.error
    assert app.selectbox(key="right").value == app.query_params["right"] == "transformer"
    chosen = open_encoder("folder:other")
    assert f"found by {chosen.title}" in app.subheader[0].value
    occurrences = vectors(chosen, "bat", len(chosen.layers) - 1)
    shown = scene_of(app, "cloud-right").places.astype(float)
    distances, expected = pdist(shown), pdist(ev.project(occurrences).coordinates)
    np.testing.assert_allclose(distances / distances.max(), expected / expected.max(), atol=1e-3)
    assert not np.array_equal(scene_of(app, "cloud-right").places, before.places)
    app.selectbox(key="transformer").set_value("none").run()
    assert app.selectbox(key="right").value == "layer-2"
    assert "right" not in app.query_params
    np.testing.assert_array_equal(scene_of(app, "cloud-right").places, before.places)
    linked = open_page("polysemy", word="bat", transformer="folder:other", right="layer-1")
    assert linked.selectbox(key="right").value == "layer-1"


def test_a_broken_bilm_gives_way_to_the_shipped_one(open_page, data):
    files = write(data / "mine", options())
    files.weights.write_bytes(files.weights.read_bytes()[:500])
    app = open_page("polysemy", more="all", bilm="folder:mine")
    assert "weights.hdf5" in app.error[0].value.replace("\\", "")
    assert len(ladder(app)) == RUNGS


def test_the_shipped_bilm_is_the_default(open_page):
    assert open_page("polysemy", more="all").selectbox(key="bilm").value == DEFAULT_ENCODER


def test_a_chinese_word_is_shown_in_its_sentences_and_what_reads_them_is_told(open_page):
    app = open_page("polysemy", unfolded=["sentences"], lang="zh", word="苹果", more="ladder")
    assert not app.exception
    assert "认得" in app.info[0].value
    assert "context" in app.selectbox(key="right").value
    shown = next(frame.value for frame in app.dataframe if "句子" in frame.value.columns)
    assert set(shown["义项"]) == {"水果", "公司"}
    assert not shown["句子"].str.contains(" ").any()
    assert len(shown) == 12


def test_own_sentences_in_chinese_are_segmented_with_the_readers_words_and_what_was_assumed_is_shown(
    open_page, written, monkeypatch
):
    app = open_page("polysemy", unfolded=["sentences"], lang="zh", word="own")
    app.text_area(key="own_sentences").set_value(
        "云 | 公司把云计算平台卖了。\n云 | ＡＩ要用云计算平台😀\n天 | 電腦 software 和云计算平台\n雨"
    )
    app.text_input(key="own_word").set_value("云计算平台").run()
    assert not app.exception
    assert "公司 / 把 / 云计算平台 / 卖 / 了" in written(app)
    assert "“雨”" in app.warning[0].value  # the one sentence without the word
    frame = next(frame.value for frame in app.dataframe if "句子" in frame.value.columns)
    assert frame["义项"].tolist() == ["云", "云", "天"]
    assert "繁体字（電、腦）" in app.info[0].value
    assert "认得" in app.info[1].value

    app.text_area(key="own_dictionary").set_value("把云").run()
    assert "公司 / 把云 / " not in written(app)  # the word that is looked at stays whole
    app.text_area(key="own_dictionary").set_value("这 不 是 词典，是一句话").run()
    assert "词典第 1 行" in app.warning[0].value
    assert app.text_area(key="own_sentences").value.startswith("云 | 公司")

    monkeypatch.setitem(sys.modules, "rjieba", None)
    app.text_area(key="own_dictionary").set_value("").run()
    app.text_area(key="own_sentences").set_value("他打人\n他打球").run()
    app.text_input(key="own_word").set_value("打").run()
    assert not app.exception
    assert any("[chinese]" in info.value.replace("\\", "") for info in app.info)
    frame = next(frame.value for frame in app.dataframe if "句子" in frame.value.columns)
    assert frame["句子"].tolist() == ["他打人", "他打球"]
