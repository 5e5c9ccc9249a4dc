import numpy as np

from embedviz.geometry.regions import regions

RNG = np.random.default_rng(0)
WORDS = [f"{'abc'[i % 3]}{'x' * (1 + i // 3)}" for i in range(90)]


def test_three_groups_are_found_and_named_by_their_own_words():
    group = np.arange(90) % 3
    vectors = np.eye(8)[group] + 0.05 * RNG.standard_normal((90, 8))
    picture = 10 * np.eye(3)[group] + 0.5 * RNG.standard_normal((90, 3))
    found = regions(picture, vectors, WORDS, k=3)
    assert [region.size for region in found] == [30, 30, 30]
    for region in found:
        letters = {word[0] for word in region.words}
        assert len(region.words) == 3
        assert len(letters) == 1
        (letter,) = letters
        expected = picture[group == "abc".index(letter)]
        np.testing.assert_allclose(region.center, expected.mean(axis=0), atol=1e-6)
        assert 0 < region.radius < 2


def test_a_typical_word_that_tells_a_group_from_the_others_comes_before_one_between_them():
    vectors = np.array([[1.0, 0], [1, 0.9], [0, 1], [0.9, 1], [1, 0.05], [0.05, 1]])
    picture = np.array([[0.0, 0], [0, 0], [9, 0], [9, 0], [0, 1], [9, 1]])
    first, second = regions(picture, vectors, ["east", "eastish", "north", "northish", "orient", "arctic"], k=2)
    named = {first.words[0], second.words[0]}
    assert named == {"east", "north"}
    assert {first.words[-1], second.words[-1]} == {"eastish", "northish"}


def test_a_name_is_of_letters_where_any_word_is_and_there_are_no_more_regions_than_points_that_differ():
    group = np.repeat([0, 1], [40, 10])
    words = [f"{i}." if i != 39 else "last" for i in range(50)]
    found = regions(np.eye(3)[group], np.eye(4)[group], words, k=5)  # the first points are all equal
    assert [(region.size, region.words) for region in found] == [(40, ("last",)), (10, ("40.", "41.", "42."))]


def test_few_or_equal_points_are_one_region():
    assert [region.size for region in regions(np.zeros((5, 3)), np.ones((5, 2)), list("abcde"))] == [5]
    assert len(regions(np.eye(3), np.eye(3), list("abc"))) == 3
