import sys
from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

import embedviz as ev
from embedviz.i18n import _, spoken
from embedviz.sources.shelved import kept
from tests.pages.settled import settle
from tests.scenes import scene_of, without_webgl

TEXT = "the cat sat on the mat\nthe dog sat on the rug\nthe cat saw the dog\n" * 40
QUICK = {"preset": "lecture", "epochs": "1", "dimensions": "10", "corpus": "news"}


@pytest.fixture
def word2vec(open_page) -> Callable[..., AppTest]:
    return lambda **query: settle(open_page("word2vec", **query))


def headings(app: AppTest) -> list[str]:
    return [header.value for header in app.header]


def press(app: AppTest, label: str) -> AppTest:
    (button,) = (button for button in app.button if button.label == label)
    return settle(button.click().run())


def started(app: AppTest) -> AppTest:
    (button,) = (button for button in app.button if button.label == "Start training")
    return button.click().run()


def test_the_corpus_is_described_before_training(word2vec, metrics, written, figure):
    app = word2vec(corpus="news", more="corpus")
    assert metrics(app)[:3] == ["60,005", "7,577", "2,692"]
    assert figure(app, "zipf")["data"][1]["y"].max() > 1_000
    assert "Nothing is trained yet" in written(app)
    assert headings(app) == ["Training", "More"]
    assert app.subheader[0].value.startswith("Not before training")


def test_the_first_step_of_a_network_that_knows_nothing_costs_as_much_as_chance(word2vec, written):
    text = written(word2vec(more="prediction"))
    assert "Loss L = 4.1589" in text
    assert "(1 + k) log 2 = 4.1589" in text
    assert "the first step moves only W′" in text


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"window": "-3"}, "window is -3"),
        ({"learning_rate": "nan"}, "learning_rate is nan"),
        ({"dimensions": "many"}, "dimensions is 'many'"),
        ({"model": "transformer"}, "the model is 'transformer'"),
        ({"epochs": "1e9"}, "epochs is 1000000000.0"),
    ],
)
def test_a_bad_setting_in_the_url_is_told_and_falls_back(word2vec, as_read, query, expected):
    app = word2vec(**query, seed="7")
    (warning,) = app.warning
    assert expected in as_read(warning.value)
    assert "is used instead" in warning.value
    assert app.number_input(key="training_lecture_window").value == 5
    assert app.number_input(key="training_lecture_seed").value == 7


def test_settings_that_differ_from_the_preset_stand_in_the_url(word2vec):
    app = word2vec()
    app.number_input(key="training_lecture_epochs").set_value(1)
    app.number_input(key="training_lecture_dimensions").set_value(4)
    app = started(app)
    assert app.query_params["epochs"] == "1"
    assert "window" not in app.query_params
    app = app.segmented_control(key="preset").set_value("fine").run()
    assert "epochs" not in app.query_params
    assert app.number_input(key="training_fine_dimensions").value == 100


def test_both_models_are_trained_shown_and_one_is_kept_as_the_source_of_every_page(word2vec, figure):
    app = settle(started(word2vec(epochs="1", dimensions="20", more="all")))
    assert headings(app) == ["Training", "What was learned", "Save as a source", "More"]
    app.query_params["more"] = "all"
    app = settle(app.run())
    for key in ("loss", "effective_rank", "spectra", "analogies"):
        assert [trace["name"] for trace in figure(app, key)["data"]] == ["Skip-gram", "CBOW"]
    solved = [trace["y"][-1] for trace in figure(app, "analogies")["data"]]
    answer = app.subheader[0].value
    assert answer.startswith("Yes" if max(solved) >= 0.5 else "No")
    assert "Skip-gram {:.0%}, CBOW {:.0%}; guessing solves 0.1%.".format(*solved) in answer
    loss = figure(app, "loss")["data"][0]["y"]
    assert loss[0] == pytest.approx(6 * 0.6931, abs=0.2)
    assert loss[-1] < loss[0]
    moving = scene_of(app, "movement")
    assert [note["text"] for note in moving.data["drawing"]["notes"]] == moving.words
    assert moving.words[:4] == ["boy", "girl", "king", "queen"]
    assert (len(moving.words), moving.data["stages"]["names"]) == (12, ["epoch 0", "epoch 1"])
    assert moving.places.shape == (2 * 12, 3)
    app = settle(without_webgl(app))
    assert list(figure(app, "movement_flat")["data"][1]["text"]) == moving.words
    (title,) = (each for each in app.text_input if str(each.key).endswith("_skip-gram"))
    title.set_value("My *skip-gram*")
    app = press(app, "Save Skip-gram and use it on every page")
    (source,) = kept()
    assert (source.title, source.kind) == ("My *skip-gram*", "trained")
    assert app.sidebar.selectbox(key="source").value == source.id
    assert ev.open_source(source.id).shape == (1_030, 20)
    assert "is saved as" in app.success[0].value


@pytest.mark.exhaustive
def test_a_training_is_found_again_after_a_reload_and_after_a_visit_to_another_page(word2vec):
    app = settle(started(word2vec(**QUICK)))
    run = app.query_params["run"]
    again = word2vec(run=run, **QUICK)
    assert "What was learned" in headings(again)
    app.switch_page("learn/rank.py").run()
    app.query_params.clear()
    app.switch_page("learn/word2vec.py").run()
    assert "What was learned" in headings(settle(app))
    assert app.query_params["run"] == run


def test_a_link_to_a_training_that_is_gone_shows_the_page_without_it(word2vec):
    app = word2vec(run="0" * 16, corpus="news")
    assert "run" not in app.query_params
    assert "What was learned" not in headings(app)


def test_a_pasted_text_becomes_the_corpus_and_is_trained(word2vec, metrics, written):
    app = word2vec(corpus="own", dimensions="30", epochs="2", more="corpus")
    assert "Paste or upload a text" in written(app)
    app.text_area(key="pasted").set_value(TEXT)
    app = press(app, "Read it")
    assert metrics(app) == ["680", "8", "120", "8"]
    assert "the rank of the vectors is at most 8" in written(app)
    app = settle(started(app))
    assert app.dataframe[-1].value is not None
    assert "Trained on **Pasted text**" in written(app)
    assert app.query_params["text"].startswith("corpus-")


def test_words_that_were_told_apart_before_stay_as_they_are(word2vec, written):
    app = word2vec(corpus="own", more="corpus")
    app.text_area(key="pasted").set_value("New_York #tag C++\nParis #tag C++\n" * 3)
    app = press(app, "Show its first words")
    assert "in lower case; Chinese is segmented**: ` new ` ` york ` ` tag ` ` c ` ` paris `" in written(app)
    assert "unchanged**: ` New_York ` ` #tag ` ` C++ ` ` Paris ` ` #tag `" in written(app)
    app.radio(key="tokens").set_value("blanks")
    app = press(app, "Read it")
    assert app.dataframe[-1].value["word"].tolist() == ["#tag", "C++", "New_York", "Paris"]


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("empty.txt", b"", "it is empty"),
        pytest.param("binary.txt", b"a\0b" * 50, "binary", id="binary.txt"),
        ("broken.zip", b"PK\x03\x04 no zip", "broken.zip"),
    ],
)
def test_a_file_that_is_no_text_is_told(word2vec, as_read, name, content, expected):
    app = word2vec(corpus="own")
    app.file_uploader[0].set_value([(name, content, "text/plain")])
    app = press(app, "Read it")
    assert expected in as_read(app.error[0].value)


def test_chinese_is_segmented_with_the_readers_own_words_and_a_list_that_is_none_is_told(word2vec, written, as_read):
    app = word2vec(corpus="own")
    app.text_area(key="pasted").set_value("云计算工程师在杭州工作。他喜欢云计算。")
    app.text_area(key="dictionary").set_value("他，喜欢。")
    app = press(app, "Show its first words")
    assert "line 1 of the dictionary: found '他，喜欢。'" in as_read(app.warning[0].value)
    app.text_area(key="dictionary").set_value("云计算")
    app = press(app, "Show its first words")
    assert "云计算" in written(app)
    assert app.text_area(key="pasted").value.startswith("云计算工程师")


def test_an_odd_chinese_text_is_answered_and_what_was_typed_stays(word2vec, written, as_read, monkeypatch):
    app = word2vec(corpus="own", lang="zh", more="corpus")

    def read(text: str) -> str:
        app.text_area(key="pasted").set_value(text)
        with spoken("zh"):
            press(app, _("Read it"))
        assert app.text_area(key="pasted").value == text
        assert app.text_area(key="dictionary").value == "云计算"
        return as_read(app.error[0].value) if app.error else written(app)

    app.text_area(key="dictionary").set_value("云计算")
    assert "其中没有词" in read("🐼🎉。！")
    assert "繁体字（國、與" in read("國王與王后住在宮殿裡。ＡＩ和AI都要用云计算。")
    assert {"ai", "云计算"} <= set(app.dataframe[-1].value["词"])
    monkeypatch.setitem(sys.modules, "rjieba", None)
    assert "[chinese]" in read("他打人，也打球，还打电话。")


def test_a_text_without_words_frequent_enough_is_told_and_the_form_stays_open(word2vec, as_read):
    app = word2vec(corpus="own", min_count="100", epochs="3")
    app.text_area(key="pasted").set_value("one two three four")
    app = press(app, "Read it")
    app = settle(started(app))
    assert any("frequent" in as_read(error.value) or "min_count" in as_read(error.value) for error in app.error)
    assert app.number_input(key="training_small-text_epochs").value == 3
    assert app.subheader[0].value.startswith("Not before training")
    (form,) = (each for each in app.expander if each.label == "Settings")
    assert form.proto.expanded
    assert not next(each for each in app.button if each.label == "Start training").disabled


@pytest.mark.exhaustive
def test_counts_are_compared_with_skip_gram(word2vec, written, figure):
    app = settle(started(word2vec(**QUICK, model="skip-gram")))
    app.query_params["more"] = "counts"
    app = settle(app.run())
    app = press(app, "Count and decompose")
    assert "of the two have Spearman" in written(app)
    assert [trace["name"] for trace in figure(app, "roads")["data"]] == ["Skip-gram", "PPMI and SVD"]


def test_the_prediction_that_is_followed_stands_in_the_url(open_page):
    app = open_page("word2vec", corpus="generated", of_corpus="3", position="2", more="prediction")
    sentence = app.selectbox(key="of_corpus")
    assert sentence.value == "3"
    assert app.slider(key="position").value == 2
    app.slider(key="position").set_value(3).run()
    contexts = app.selectbox(key="context").options
    app.selectbox(key="context").set_value(contexts[-1]).run()
    assert not app.exception
    assert app.query_params["context"] in (contexts[-1], [contexts[-1]])


def test_a_shorter_sentence_has_a_position_too(open_page):
    app = open_page("word2vec")
    lengths = [len(text.split()) for text in app.selectbox(key="of_corpus").options]
    longest, shortest = lengths.index(max(lengths)), lengths.index(min(lengths))
    app.selectbox(key="of_corpus").select_index(longest).run()
    app.slider(key="position").set_value(max(lengths)).run()
    app.selectbox(key="of_corpus").select_index(shortest).run()
    assert not app.exception
    assert app.slider(key="position").value <= min(lengths)


def test_why_a_training_failed_is_said_once(word2vec, written):
    app = word2vec(corpus="own")
    app.text_area(key="pasted").set_value("word word word")
    app = press(app, "Read it")
    assert written(app).count("expected") == 1, "before the training it is said of the network"
    app = settle(started(app))
    assert [len(app.error), len(app.warning)] == [1, 0]
    assert "expected" in app.error[0].value
