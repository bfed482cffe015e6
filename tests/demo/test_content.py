"""What was written for the demonstration hall is whole and consistent before anything of it reaches a database."""

import re

import pytest

from people.names import tidy_name
from people.roles import Role
from phrasebook.readings import UNKNOWN
from phrasebook.scenes import Answer, Said, faults
from quizzes.soundness import problems
from training.demo import source
from training.demo.library import item_of_question

HALL = source.hall()
COURSES = {course["slug"]: course for course in source.courses()}
FINGER_SPELLING = "finger-spelling"
TAGS = {"h2", "h3", "p", "ul", "ol", "li", "b", "i"}
each_course = pytest.mark.parametrize("course", COURSES.values(), ids=COURSES)


def phrases():
    return [phrase for course in COURSES.values() for phrase in course["phrases"]]


def questions():
    return [question for course in COURSES.values() for question in course["questions"]]


def entries(course):
    return {entry["key"]: entry for kind in ("phrases", "signs", "dialogues") for entry in course.get(kind, ())}


def walk(node, path=""):
    """Every table of a document with where it stands."""
    if isinstance(node, dict):
        yield path, node
        for name, child in node.items():
            yield from walk(child, f"{path}.{name}")
    elif isinstance(node, list):
        for place, child in enumerate(node):
            yield from walk(child, f"{path}[{place}]")


def test_there_are_sixty_phrases_and_more_over_all_eight_scenarios():
    assert len(phrases()) >= 60
    # And one in which nothing is said: finger letters and numbers.
    said = {scenario["slug"] for scenario in HALL["scenarios"]} - {FINGER_SPELLING}
    assert len(said) == 8
    assert {phrase["scenario"] for phrase in phrases()} == said


@each_course
def test_a_course_has_five_lessons_and_twenty_explained_questions_at_least(course):
    assert len(course["lessons"]) >= 5
    assert len(course["questions"]) >= 20
    assert all(len(question["explanation"]) > 10 for question in course["questions"])


@each_course
def test_lessons_show_only_entries_of_their_own_course_and_all_of_them(course):
    shown = [block["key"] for lesson in course["lessons"] for block in lesson["blocks"] if "key" in block]
    left_out = set(entries(course)) - set(shown)
    assert set(shown) <= set(entries(course))
    assert len(shown) == len(set(shown))
    # Nobody wants to read forty letters in a lesson: the rest is in the phrasebook.
    assert {entries(course)[key]["scenario"] for key in left_out} <= {FINGER_SPELLING}


@pytest.mark.parametrize("document", [HALL, *COURSES.values()], ids=["hall", *COURSES])
def test_whatever_has_an_english_twin_has_it_filled(document):
    empty = [
        f"{path}.{name}" for path, table in walk(document) for name in table if name.endswith("_en") and not table[name]
    ]
    missing = [
        f"{path}.{name}"
        for path, table in walk(document)
        for name in ("title", "summary", "situation", "meaning", "intro", "certification", "topic", "description")
        if name in table and f"{name}_en" not in table and "tone" not in table
    ]
    untold = [
        path for path, table in walk(document) if ("role" in table or "register" in table) and not table["english"]
    ]
    assert empty + missing + untold == []


def test_keys_are_unique_over_all_courses():
    keys = [key for course in COURSES.values() for key in entries(course)] + [one["key"] for one in questions()]
    keys += [term["key"] for term in source.terms()]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("question", questions(), ids=lambda question: question["key"])
def test_every_question_can_be_asked_and_marked(question):
    assert problems(item_of_question(question)) == []


@each_course
def test_the_right_option_is_neither_always_the_longest_nor_always_in_the_same_place(course):
    single = [question["options"] for question in course["questions"] if question["kind"] == "single"]
    longest = sum(max(options, key=lambda option: len(option["text"]))["correct"] for options in single)
    places = [next(place for place, option in enumerate(options) if option["correct"]) for options in single]
    assert longest <= len(single) * 0.6
    assert max(places.count(place) for place in set(places)) <= len(single) * 0.6


@each_course
def test_the_quiz_asks_questions_that_exist_and_has_enough_to_draw_from(course):
    quiz, keys = course["quiz"], {question["key"] for question in course["questions"]}
    assert set(quiz["fixed"]) <= keys
    assert len(keys) - len(quiz["fixed"]) >= 2 * quiz["draw"]


@pytest.mark.parametrize("phrase", phrases(), ids=lambda phrase: phrase["key"])
def test_pinyin_has_the_tones_of_the_dictionary_and_a_reading_for_every_character(phrase):
    assert "bú" not in phrase["pinyin"]
    assert len(re.findall(r"yī|\byi\b", phrase["pinyin"])) >= phrase["text"].count("一")
    vowels = re.findall(r"[aeiouüāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ]+", phrase["pinyin"].replace("App", ""))
    characters = re.findall(r"[\u4e00-\u9fff]", phrase["text"])
    # Two vowels may meet (liù'ān), digits are spelt out: the shape must fit, not the letter.
    assert len(vowels) >= len(characters) * 0.85


@each_course
def test_text_uses_only_what_the_editor_offers(course):
    texts = [block["html"] for lesson in course["lessons"] for block in lesson["blocks"] if block["type"] == "text"]
    for text in texts:
        opened, closed = re.findall(r"<(\w+)>", text), re.findall(r"</(\w+)>", text)
        assert set(opened) <= TAGS
        assert sorted(opened) == sorted(closed)


def test_the_hall_has_the_people_and_posts_it_should_have():
    roles = [role for person in HALL["people"] for role in person["roles"]]
    assert (roles.count("clerk"), roles.count("trainer"), roles.count("manager")) == (36, 3, 2)
    assert (roles.count("chief trainer"), roles.count("administrator")) == (1, 1)
    assert len(HALL["posts"]) == 9
    assert set(roles) <= set(Role.values)
    numbers = [person["staff_number"] for person in HALL["people"]]
    assert len(numbers) == len(set(numbers))


def test_names_are_as_people_write_them_and_as_hard_as_real_ones():
    names = [person["name"] for person in HALL["people"]]
    assert [tidy_name(name) for name in names] == names
    assert any("·" in name for name in names)
    assert any(ord(character) > 0xFFFF for name in names for character in name)
    assert len(names) > len(set(names))


def test_the_cast_holds_the_roles_it_plays():
    roles = {person["staff_number"]: person["roles"] for person in HALL["people"]}
    for part, number in HALL["cast"].items():
        assert part.replace("-", " ") in roles[number]


def test_posts_ask_only_for_skills_that_a_course_teaches_to_that_level():
    taught = {course["skill"]: course["level"] for course in COURSES.values()}
    shown = {course["skill"] for course in source.practicals()["courses"]}
    assert set(taught) | shown == {skill["slug"] for skill in HALL["skills"]}
    for post in HALL["posts"]:
        assert all(level <= taught[skill] for skill, level in post["requires"].items())


def test_no_sign_is_described_in_words():
    """How a sign is made is shown by a Deaf signer, or not at all."""
    signs = COURSES["sign-language-basics"]["signs"]
    assert len(signs) >= 20
    assert not [sign for sign in signs if re.search("手指|手掌|掌心|拇指|食指|握拳|双手", sign["usage"])]


DIALOGUES = [dialogue for course in COURSES.values() for dialogue in course["dialogues"]]
PLAYED = [dialogue for dialogue in DIALOGUES if "choices" in dialogue]


def test_a_deaf_a_foreign_and_two_upset_customers_can_be_played():
    assert {"sl-d01", "en-d01", "en-d02", "cc-d02", "sp-d01"} <= {dialogue["key"] for dialogue in PLAYED}


@pytest.mark.parametrize("dialogue", PLAYED, ids=lambda dialogue: dialogue["key"])
def test_every_scene_can_be_played_to_its_end_and_says_why_in_both_languages(dialogue):
    turns = [Said(turn["role"], turn["text"]) for turn in dialogue["turns"]]
    choices = dialogue["choices"]
    answers = [Answer(one["at_turn"], one["text"], one.get("leads_to"), one["quality"]) for one in choices]
    assert faults(turns, answers) == []
    words = ("english", "reply", "reply_en", "feedback", "feedback_en")
    assert [one["text"] for one in choices if not all(one[name] for name in words)] == []
    assert len({one["at_turn"] for one in choices}) >= 3


def test_the_terms_are_explained_in_both_languages_and_belong_to_a_scenario():
    slugs = {scenario["slug"] for scenario in HALL["scenarios"]}
    assert len(source.terms()) >= 16
    for term in source.terms():
        assert all(term[name] for name in ("name", "name_en", "pinyin", "explanation", "explanation_en"))
        assert term["scenario"] in slugs
        assert len(term["explanation"]) <= 400
        assert len(term["explanation_en"]) <= 600


def test_the_english_of_the_counter_has_its_sounds_written_out():
    written = [phrase for phrase in COURSES["hall-english"]["phrases"] if phrase.get("ipa")]
    assert len(written) >= 35
    for phrase in written:
        assert re.fullmatch(r"/[^/*0-9]+/", phrase["ipa"])
        assert UNKNOWN not in phrase["ipa"]
        # A sound for every word, give or take numbers that are spoken as several.
        assert len(phrase["ipa"].split()) >= len(re.findall(r"[\w'-]+", phrase["english"])) * 0.9
