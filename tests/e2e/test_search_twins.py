"""The browser without a network finds what the hall finds: search.js and its Python twins, asked the same questions."""

import base64
import random
from pathlib import Path

import pytest
from django.conf import settings

from core.search_text import readings, search_key, words_of
from core.typing_slips import distance, sound
from phrasebook.index import Index
from training.demo import source

QUERIES = """
电费 查询电费 电费查询 余额 dianfei DianFei diànfèi dian4fei4 dian4 df cxdf bill Bills balance lvse 380v ＤＦ
zangdan zhandan lanfang shaoden dinafei dianfie diabfei elecrticity acount qqqq ？！ x a1
"""
SLIPS = 250


@pytest.fixture(scope="module")
def entries():
    """Every phrase of the demonstration as the file for no network holds it."""
    written = [phrase for course in source.courses() for phrase in course["phrases"]]
    return [
        {
            "kind": "phrase",
            "read": "/".join(
                " ".join(spelt) for spelt in readings(each["text"], each["english"], each.get("when", ""))
            ),
            "text": each["text"],
            "english": each["english"],
            "when": each.get("when", ""),
            "pinyin": each.get("pinyin", ""),
        }
        for each in written
    ]


@pytest.fixture(scope="module")
def ask(browser):
    """`ask("search => …", about)` in a browser that has read search.js."""
    script = (Path(settings.BASE_DIR) / "phrasebook/static/phrasebook/search.js").read_bytes()
    page = browser.new_page()
    address = "data:text/javascript;base64," + base64.b64encode(script).decode()
    page.evaluate("async address => { window.twin = await import(address); }", address)
    yield lambda question, about=None: page.evaluate(f"about => ({question})(window.twin, about)", about)
    page.close()


def keys_of(entries):
    return [search_key(each["text"], each["english"], each["when"], pinyin=each["pinyin"]) for each in entries]


def test_both_make_the_same_keys(ask, entries):
    assert ask("(search, entries) => entries.map(search.keyOf)", entries) == keys_of(entries)


def test_both_find_the_same_and_in_the_same_order(ask, entries):
    index = Index([("phrase", number, 0, key) for number, key in enumerate(keys_of(entries))])
    queries = [*QUERIES.split(), *slipped(entries)]
    here = [[[place.pk for place in found] for found in (index.found(q), index.nearly_found(q))] for q in queries]
    there = ask(
        """(search, [entries, queries]) => {
            const index = new search.Index(entries.map(search.keyOf));
            return queries.map(query => [index.found(query), index.nearlyFound(query)]);
        }""",
        [entries, queries],
    )
    for query, mine, theirs in zip(queries, here, there, strict=True):
        assert mine == theirs, query
    assert sum(bool(near) for _found, near in here) > SLIPS / 4, "these queries hold no slips worth the name"


def slipped(entries):
    """Words out of the entries, each with a slip or two, always the same."""
    chance, words = random.Random(1), []
    letters = "abcdefghijklmnopqrstuvwxyz"
    for _time in range(SLIPS):
        entry = chance.choice(entries)
        spelt = "".join(chance.choice(entry["read"].split("/")).split(" ")[:4])
        word = list(chance.choice([spelt, chance.choice(entry["english"].split())]))
        for _slip in range(chance.randint(1, 2)):
            at = chance.randrange(max(1, len(word)))
            word[at : at + 1] = chance.choice(
                [[], [chance.choice(letters)], [chance.choice(letters), *word[at : at + 1]]]
            )
        words.append("".join(word))
    return words


def test_both_measure_alike(ask):
    chance = random.Random(2)
    asked = [
        ["".join(chance.choices("abn", k=chance.randint(1, 9))) for _word in range(2)] + [chance.randint(0, 2)]
        for _time in range(2000)
    ]
    there = ask("(search, asked) => asked.map(each => Math.min(search.distance(...each), each[2] + 1))", asked)
    assert there == [min(distance(*each), each[2] + 1) for each in asked]


def test_both_hear_alike(ask):
    words = ["zhangshan", "chengning", "nanning", "lvse", "ngng", ""]
    assert ask("(search, words) => words.map(search.sound)", words) == [sound(word) for word in words]


def test_both_take_words_apart_alike(ask):
    texts = [
        "Café №5",
        "ﬁne",
        "“电费”，元/月",
        "ＡＢＣ１２３",
        "don’t",
        "Ünlü İstanbul",
        "𠮷野家 ok",
        "x" * 70,
        "电" * 70,
    ]
    there = ask("(search, texts) => texts.map(search.wordsOf)", texts)
    assert there == [words_of(text) for text in texts]
