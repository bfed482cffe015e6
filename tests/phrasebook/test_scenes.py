"""Whether a dialogue can be played: the pure rule of scenes, and the way of a sign's film."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phrasebook import filming
from phrasebook.scenes import Answer, Said, faults, following, reached

TURNS = st.lists(st.builds(Said, st.sampled_from(["clerk", "customer"]), st.text(max_size=3)), max_size=8)
ANSWERS = st.lists(
    st.builds(
        Answer,
        st.none() | st.integers(-2, 10),
        st.text(max_size=3),
        st.none() | st.integers(-2, 10),
        st.sampled_from(["good", "acceptable", "poor"]),
    ),
    max_size=6,
)
SCENE = [
    Said("customer", "电费多少？"),
    Said("clerk", "请告诉我户号。"),
    Said("customer", "好。"),
    Said("clerk", "谢谢。"),
]


@pytest.mark.parametrize(
    "choice",
    [
        Answer(2, "不知道。"),
        Answer(2, "不知道。", 0),
        Answer(2, "先坐一会儿。", 3, "acceptable"),
        Answer(4, "慢走。", 2, "good"),
        Answer(4, "慢走。", 0, "good"),
    ],
)
def test_a_choice_may_lead_back_on_out_or_to_choosing_again(choice):
    assert faults(SCENE, [choice]) == []


@pytest.mark.parametrize(
    ("choice", "field", "said"),
    [
        (Answer(1, "不知道。"), "at_turn", "1"),
        (Answer(5, "不知道。"), "at_turn", "5"),
        (Answer(0, "不知道。"), "at_turn", "0"),
        (Answer(None, "不知道。"), "at_turn", "?"),
        (Answer(2, "不知道。", 5), "leads_to", "5"),
        (Answer(2, "不知道。", None, "good"), "leads_to", "0"),
        (Answer(2, " 请告诉我户号。 "), "text", "2"),
    ],
)
def test_a_fault_names_the_turn(choice, field, said):
    (fault,) = faults(SCENE, [Answer(4, "好走。"), choice])
    assert (fault.place, fault.field) == (1, field)
    assert said in fault.sentence


def test_two_choices_of_a_turn_do_not_say_the_same():
    twice = [Answer(2, "不知道。"), Answer(4, "不知道。"), Answer(2, "不知道。", 0)]
    assert [(fault.place, fault.field) for fault in faults(SCENE, twice)] == [(2, "text")]


@given(TURNS, ANSWERS)
def test_faults_are_of_choices_that_are_there_and_are_said_in_words(turns, choices):
    for fault in faults(turns, choices):
        assert 0 <= fault.place < len(choices)
        assert fault.sentence
        assert fault.field in Answer._fields


@given(TURNS, ANSWERS)
def test_in_a_sound_scene_every_turn_is_reached_and_no_answer_leads_astray(turns, choices):
    found = {fault.place for fault in faults(turns, choices)}
    sound = [choice for place, choice in enumerate(choices) if place not in found]
    assert faults(turns, sound) == []
    assert reached(turns, sound) == set(range(1, len(turns) + 1))
    for choice in sound:
        assert turns[choice.at_turn - 1].role == "clerk"
        assert 0 <= following(turns, choice.at_turn, choice.leads_to) <= len(turns)


@given(TURNS, ANSWERS)
def test_from_wherever_an_answer_leads_the_scene_can_be_ended(turns, choices):
    """Whoever is sent back goes on by what the turns themselves say, so nobody is caught in a ring."""
    bad = {fault.place for fault in faults(turns, choices)}
    for place, choice in enumerate(choices):
        if place not in bad and (turn := following(turns, choice.at_turn, choice.leads_to)):
            assert reached(turns, choices) >= set(range(turn, len(turns) + 1))


# ---- the film of a sign

TODAY = datetime.date(2026, 3, 2)
WHOLE = {
    "has_clip": True,
    "signer": "示范者",
    "consent_on": datetime.date(2026, 1, 5),
    "reviewer": "审核员",
    "reviewed_on": datetime.date(2026, 1, 9),
}


def fields(status="reviewed", before="in_review", another_film=False, may_publish=True, **changed):
    film = filming.Film(status=status, **{**WHOLE, **changed})
    found = filming.faults(film, before=before, another_film=another_film, may_publish=may_publish, today=TODAY)
    assert all(sentence for _field, sentence in found)
    return [field for field, _sentence in found]


def test_a_film_that_is_whole_may_be_reviewed():
    assert fields() == []


@pytest.mark.parametrize(
    ("missing", "field"),
    [
        ({"has_clip": False}, "clip"),
        ({"placeholder": True}, "clip"),
        ({"signer": " "}, "signer"),
        ({"consent_on": None}, "consent_on"),
        ({"reviewer": ""}, "reviewer"),
        ({"reviewed_on": None}, "reviewed_on"),
        ({"consent_on": datetime.date(2026, 3, 3), "reviewed_on": datetime.date(2026, 3, 2)}, "consent_on"),
        ({"reviewed_on": datetime.date(2026, 3, 3)}, "reviewed_on"),
        ({"reviewed_on": datetime.date(2026, 1, 4)}, "reviewed_on"),
        ({"may_publish": False}, "status"),
        ({"before": "to_film"}, "status"),
        ({"before": "reviewed", "another_film": True}, "status"),
    ],
)
def test_what_is_missing_is_named_by_its_field(missing, field):
    assert field in fields(**missing)


def test_whoever_may_not_publish_may_still_correct_a_reviewed_sign():
    assert fields(before="reviewed", may_publish=False) == []


@pytest.mark.parametrize("status", ["to_film", "in_review"])
def test_before_the_review_people_and_days_may_be_missing(status):
    nobody = {"signer": "", "consent_on": None, "reviewer": "", "reviewed_on": None}
    assert fields(status, may_publish=False, placeholder=True, **nobody) == []


@given(
    st.builds(
        filming.Film,
        st.sampled_from(["to_film", "in_review", "reviewed"]),
        st.booleans(),
        st.booleans(),
        st.sampled_from(["", "甲"]),
        st.none() | st.dates(),
        st.sampled_from(["", "乙"]),
        st.none() | st.dates(),
    ),
    st.sampled_from(["to_film", "in_review", "reviewed"]),
    st.booleans(),
    st.booleans(),
)
def test_nothing_is_reviewed_without_a_film_two_people_and_their_days(film, before, another, may_publish):
    found = filming.faults(film, before=before, another_film=another, may_publish=may_publish, today=TODAY)
    if film.status == "reviewed" and not found:
        assert film.has_clip
        assert not film.placeholder
        assert film.signer
        assert film.reviewer
        assert film.consent_on <= film.reviewed_on <= TODAY
        assert before == "reviewed" or may_publish
