"""Questions of every kind as Hypothesis draws them: rare characters, the signs of every grammar, awkward blanks."""

from hypothesis import strategies as st

from quizzes.exchange.outgoing import Outgoing
from quizzes.exchange.shapes import tidy_body
from quizzes.items import Item

SIGNS = "~=#{}:\\%[]<>&\"'*-/|_$.,()!?^`"
CHINESE = "电费度营业厅䶮𠮷𬘭·〇（）：，。“”　"
alphabet = st.sampled_from(SIGNS + CHINESE + "ab7nTF \t\u00a0") | st.characters(
    blacklist_categories=("Cs", "Cc", "Cn"), blacklist_characters="\u2028\u2029"
)
loose = st.text(alphabet, max_size=14)
solid = loose.map(lambda text: " ".join(text.split())).filter(lambda text: text.strip("_ "))
words = st.one_of(
    solid,
    st.sampled_from(
        [
            "[html]<b>x</b>",
            "%50% off",
            "->",
            "a -> b",
            "####",
            "// no",
            "::t::",
            "$CATEGORY: x",
            "TRUE",
            "\\n",
            "a\\",
            "=1",
            "~2",
            "{x}",
            "&lt;b&gt;",
            "<script>",
            "]]>",
            "<!--",
            "{1:SHORTANSWER:=x}",
            "[[1]]",
            "  两头  ",
            "1..2",
        ]
    ),
)
paragraphs = st.lists(words, min_size=1, max_size=3).map("\n".join)
remark = st.sampled_from(["", "说明"]) | paragraphs
plain_words = solid.filter(lambda text: "/" not in text)
weights = st.none() | st.integers(-100, 100)
lines = st.lists(words, max_size=3).map("\n".join)


def without_gap(texts):
    return texts.map(lambda text: text.replace("____", "__")).filter(
        lambda text: "____" not in text and text.strip("_ ")
    )


@st.composite
def option_lists(draw, rights, pictures=()):
    """Options of which some are right; `rights` draws how many."""
    texts = draw(st.lists(words, min_size=2, max_size=5, unique_by=str.strip))
    count = min(draw(rights), len(texts))
    right = set(draw(st.permutations(range(len(texts))))[:count])
    options = []
    for place, text in enumerate(texts):
        option = {"text": text, "right": place in right, "weight": draw(weights), "feedback": draw(remark)}
        if pictures:
            option["picture"] = draw(st.none() | st.sampled_from(pictures))
        options.append(option)
    return options


@st.composite
def singles(draw, pictures=()):
    return {"options": draw(option_lists(st.just(1), pictures)), "shuffle": draw(st.booleans())}


@st.composite
def multiples(draw, pictures=()):
    marking = draw(st.sampled_from(["all", "partial", "minus", "weights"]))
    options = draw(option_lists(st.integers(1, 5), pictures))
    if marking == "weights":
        options[0]["weight"] = draw(st.integers(1, 100))
    return {"options": options, "marking": marking, "shuffle": draw(st.booleans())}


truths = st.fixed_dictionaries({"is_true": st.booleans(), "feedback_true": remark, "feedback_false": remark})
specials = st.fixed_dictionaries({"text": words, "weight": st.integers(0, 100), "feedback": remark})
blanks = st.fixed_dictionaries(
    {"accepted": st.lists(words, min_size=1, max_size=3).map("\n".join), "special": st.lists(specials, max_size=2)}
).filter(lambda blank: answerable(blank))


def answerable(blank):
    return bool(tidy_body("fill_in", {"blanks": [blank]})["blanks"][0]["accepted"])


@st.composite
def fill_ins(draw, most=3):
    found = draw(st.lists(blanks, min_size=1, max_size=most))
    body = {"blanks": found, "exact": draw(st.booleans()), "homophones": draw(st.booleans())}
    return gapped(draw, len(found)), body


def gapped(draw, count):
    """A text with so many gaps, at its ends or inside."""
    texts = [draw(st.just("") | without_gap(loose).filter(lambda text: "_" not in text)) for _ in range(count + 1)]
    if not any(text.strip() for text in texts):
        texts[0] = "问"
    return "____".join(text or " " for text in texts)


amounts = st.decimals(-1000, 1000, places=2).map(str) | st.sampled_from(["5", "0.50", "-3", "1e3", "007"])
answers = st.fixed_dictionaries(
    {
        "value": amounts,
        "tolerance": st.sampled_from(["0", "0.5", "1", "10"]),
        "weight": st.integers(1, 100),
        "feedback": remark,
    }
)
numerics = st.fixed_dictionaries(
    {
        "answers": st.lists(answers, min_size=1, max_size=3),
        "unit": st.sampled_from(["", "kWh", "元", "度/月", "m²"]),
        "unit_required": st.booleans(),
        "other_units": st.lists(
            st.fixed_dictionaries({"unit": st.sampled_from(["MWh", "角"]), "factor": st.sampled_from(["1000", "0.1"])}),
            max_size=2,
        ),
    }
)
matchings = st.fixed_dictionaries(
    {
        "pairs": st.lists(
            st.fixed_dictionaries({"left": words, "right": words}),
            min_size=1,
            max_size=4,
            unique_by=lambda p: p["left"],
        ),
        "extra": lines,
    }
)
orderings = st.fixed_dictionaries(
    {
        "steps": st.lists(st.fixed_dictionaries({"text": words}), min_size=2, max_size=5),
        "marking": st.sampled_from(["all", "places", "neighbours"]),
    }
)
categorisings = st.fixed_dictionaries(
    {
        "categories": st.lists(
            st.fixed_dictionaries(
                {"name": words, "members": st.lists(st.fixed_dictionaries({"text": words}), max_size=3)}
            ),
            min_size=2,
            max_size=4,
        )
    }
).filter(lambda body: any(one["members"] for one in body["categories"]))


@st.composite
def clozes(draw):
    gaps = []
    for _ in range(draw(st.integers(1, 3))):
        texts = draw(st.lists(words, min_size=2, max_size=4))
        right = draw(st.integers(0, len(texts) - 1))
        gaps.append({"options": [{"text": text, "right": place == right} for place, text in enumerate(texts)]})
    return gapped(draw, len(gaps)), {"gaps": gaps}


percents = st.decimals(0, 100, places=1).map(lambda number: f"{number.normalize():f}")
coords = {"rect": 4, "circle": 3, "poly": 8}


@st.composite
def hotspots(draw, pictures=(7,)):
    areas = []
    for place in range(draw(st.integers(1, 4))):
        shape = draw(st.sampled_from(sorted(coords)))
        points = ",".join(draw(percents) for _ in range(coords[shape]))
        areas.append(
            {"name": draw(words), "shape": shape, "coords": points, "right": place == 0 or draw(st.booleans())}
        )
    return {"picture": draw(st.sampled_from(pictures)), "areas": areas, "limit": draw(st.none() | st.integers(1, 4))}


@st.composite
def listens(draw, sounds=(3,)):
    return {**draw(singles()), "sound": draw(st.sampled_from(sounds))}


@st.composite
def watches(draw, signs=(5,)):
    return {**draw(singles()), "sign": draw(st.sampled_from(signs))}


sentences = st.lists(plain_words, min_size=2, max_size=5).map(" / ".join)
builds = st.fixed_dictionaries(
    {
        "sentences": st.lists(sentences, min_size=1, max_size=2).map("\n".join),
        "extra": st.lists(plain_words, max_size=2).map("\n".join),
    }
)
essays = st.fixed_dictionaries(
    {
        "criteria": st.lists(st.fixed_dictionaries({"text": words, "points": st.integers(1, 10)}), max_size=3),
        "model_answer": remark,
        "least": st.none() | st.integers(1, 100),
        "most": st.none() | st.integers(100, 900),
    }
)
BODIES = {
    "single": singles(),
    "multiple": multiples(),
    "true_false": truths,
    "numeric": numerics,
    "matching": matchings,
    "ordering": orderings,
    "categorise": categorisings,
    "hotspot": hotspots(),
    "listen": listens(),
    "watch": watches(),
    "build": builds,
    "essay": essays,
}


@st.composite
def items(draw, kind):
    """An item of a kind, as an author could have written it."""
    if kind == "case":
        return Item("case", draw(paragraphs), {"parts": draw(st.lists(parts(), min_size=1, max_size=3))}, draw(remark))
    stem, body = _stem_and_body(draw, kind)
    return Item(kind, stem, body, draw(remark))


def _stem_and_body(draw, kind):
    if kind == "fill_in":
        return draw(fill_ins())
    if kind == "cloze":
        return draw(clozes())
    return draw(paragraphs), draw(BODIES[kind])


@st.composite
def parts(draw):
    kind = draw(st.sampled_from([kind for kind in [*BODIES, "fill_in", "cloze"] if kind != "essay"]))
    stem, body = _stem_and_body(draw, kind)
    points = draw(st.integers(1, 5))
    return {"kind": kind, "stem": stem, "points": points, "body": body, "explanation": draw(remark)}


@st.composite
def outgoings(draw, kind, **media):
    return Outgoing(
        draw(items(kind)),
        key=draw(st.just("") | solid),
        topic=draw(st.just("") | st.lists(solid, min_size=1, max_size=3).map(" / ".join)),
        tags=tuple(draw(st.lists(solid, max_size=3, unique=True))),
        difficulty=draw(st.none() | st.integers(1, 3)),
        source=draw(st.just("") | solid),
        **media,
    )
