"""Playing a scene: whatever one says, it can be brought to its end, and nothing that is not offered can be said."""

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phrasebook.scenes_play import Impossible, Line, scene_of, start, step, walk

from .factories import make_dialogue

ROLES = st.sampled_from(["customer", "clerk"])
QUALITIES = st.sampled_from(["good", "acceptable", "poor"])


def choices(turns):
    leads = st.none() | st.integers(0, turns + 2)
    return st.builds(SimpleNamespace, quality=QUALITIES, leads_to=leads, text=st.just("别的话"))


@st.composite
def scenes(draw):
    roles = draw(st.lists(ROLES, min_size=1, max_size=8))
    return [
        Line(
            SimpleNamespace(role=role, text=f"第{number}句"),
            tuple(draw(st.lists(choices(len(roles)), max_size=3))) if role == "clerk" else (),
        )
        for number, role in enumerate(roles, start=1)
    ]


@given(scenes(), st.lists(st.integers(0, 3), max_size=30))
def test_after_anything_that_was_said_the_good_answers_lead_to_the_end(scene, picks):
    stand = start(scene)
    for pick in picks:
        if not stand.is_over and pick <= len(scene[stand.turn - 1].choices):
            stand = step(scene, stand, pick)
    left = 0
    while not stand.is_over:
        stand = step(scene, stand, 0)
        left += 1
    assert left <= len(scene)


@given(scenes(), st.lists(st.integers(0, 3), max_size=30))
def test_one_stands_at_a_turn_of_the_clerk_or_at_the_end(scene, picks):
    stand = start(scene)
    for pick in picks:
        assert stand.is_over or scene[stand.turn - 1].is_clerk
        try:
            stand = step(scene, stand, pick)
        except Impossible:
            assert stand.is_over or pick > len(scene[stand.turn - 1].choices)
    assert walk(scene, [said.pick for said in stand.way]) == stand


@given(scenes(), st.text(max_size=5))
def test_the_order_of_the_answers_stays_and_holds_each_once(scene, seed):
    for line in scene:
        assert line.mixed(seed) == line.mixed(seed)
        assert sorted(line.mixed(seed)) == list(range(len(line.choices) + 1))


def test_the_good_answer_is_not_always_first():
    line = Line(SimpleNamespace(role="clerk", text="好的"), (SimpleNamespace(),) * 2)
    assert {line.mixed(str(seed)).index(0) for seed in range(30)} == {0, 1, 2}


def poor(leads_to):
    return SimpleNamespace(quality="poor", leads_to=leads_to, text="不行")


def scene(*leads):
    said = [SimpleNamespace(role=role, text=role) for role in ("customer", "clerk", "customer", "clerk")]
    return [Line(said[0]), Line(said[1], tuple(map(poor, leads))), Line(said[2]), Line(said[3])]


def test_an_answer_leads_on_ends_the_scene_or_lets_one_choose_again():
    assert walk(scene(4), [1]).turn == 4
    assert walk(scene(0), [1]).is_over
    assert walk(scene(None), [1]).turn == 2
    assert walk(scene(None), [1, 0, 0]).is_over


def test_a_turn_that_is_not_there_is_the_end():
    assert walk(scene(9), [1]).is_over


def test_after_three_misses_at_a_turn_the_good_answer_may_be_shown():
    looping = scene(None, 1)
    assert not walk(looping, [1, 2]).may_be_shown
    assert walk(looping, [1, 2, 1]).may_be_shown
    assert not walk(looping, [1, 2, 1, 0]).may_be_shown


@pytest.mark.parametrize("picks", [[3], [-1], [0, 0, 0]])
def test_what_is_not_offered_cannot_be_said(picks):
    with pytest.raises(Impossible):
        walk(scene(None, 1), picks)


def test_choices_stand_at_their_turn_of_the_clerk(db):
    dialogue = make_dialogue(turns=4)
    for number in (1, 2, 4, 9):
        dialogue.choices.add(type(dialogue).choices.rel.related_model(at_turn=number, text="不", feedback="因为"))
    assert [len(line.choices) for line in scene_of(dialogue)] == [0, 1, 0, 1]
