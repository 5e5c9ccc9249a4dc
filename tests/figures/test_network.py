import pytest

from embedviz.figures.network import network


def drawn(layers: int = 2, *, skip: bool = False, source: str = "characters"):
    return network(256, 1_024, layers, skip=skip, source=source)


def boxes(figure) -> dict[str, str]:
    """The texts that stand in boxes, by their first line."""
    frames = [shape for shape in figure.layout.shapes if shape.type == "rect"]
    texts = [
        note.text
        for frame in frames
        for note in figure.layout.annotations
        if note.text and frame.x0 < note.x < frame.x1 and frame.y0 < note.y < frame.y1
    ]
    assert len(texts) == len(frames)
    return dict(text.removeprefix("<b>").split("</b><br>") for text in texts)


@pytest.mark.parametrize("layers", [1, 2, 3])
def test_each_layer_has_two_directions_and_what_is_read_off_both(layers):
    found = boxes(drawn(layers))
    for layer in range(1, layers + 1):
        assert found[f"forward {layer}"] == found[f"backward {layer}"] == "1,024 cells<br>project to 256"
        assert found[f"layer {layer}"] == "256 + 256<br>= 512 numbers"
    assert len(found) == 3 * layers + 2


def test_layer_0_is_the_token_vector_twice():
    assert boxes(drawn())["layer 0"] == "token vectors<br>256, twice"


def test_layers_above_the_first_add_their_input_where_the_network_does():
    with_skip, without = boxes(drawn(skip=True)), boxes(drawn(skip=False))
    assert {name for name in with_skip if with_skip[name] != without[name]} == {"forward 2", "backward 2"}
    assert with_skip["forward 2"].endswith("+ their input")


def test_arrows_end_at_the_edge_of_a_box():
    figure = drawn()
    frames = [shape for shape in figure.layout.shapes if shape.type == "rect"]
    arrows = [note for note in figure.layout.annotations if note.showarrow]
    # Into layer 0, up to both first layers, up to both second ones, and from all four to the middle.
    assert len(arrows) == 1 + 2 + 2 + 4
    for arrow in arrows:
        ends = [
            frame
            for frame in frames
            if (arrow.y == pytest.approx(frame.y0) and frame.x0 < arrow.x < frame.x1)
            or (frame.y0 < arrow.y < frame.y1 and arrow.x in (pytest.approx(frame.x0), pytest.approx(frame.x1)))
        ]
        assert len(ends) == 1


def test_boxes_do_not_touch_and_lie_within_the_picture():
    figure = drawn(3)
    frames = [shape for shape in figure.layout.shapes if shape.type == "rect"]
    for i, one in enumerate(frames):
        assert 0 < one.x0 < one.x1 < figure.layout.xaxis.range[1]
        assert figure.layout.yaxis.range[0] < one.y0 < one.y1 < figure.layout.yaxis.range[1]
        for other in frames[:i]:
            assert max(one.x0, other.x0) > min(one.x1, other.x1) or max(one.y0, other.y0) > min(one.y1, other.y1)


def test_text_is_large_enough_and_markup_of_a_source_is_shown_as_it_is():
    figure = drawn(source="<my> vectors")
    assert boxes(figure)["tokens"] == "&lt;my&gt; vectors"
    assert min(note.font.size for note in figure.layout.annotations if note.text) >= 12
