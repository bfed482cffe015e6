"""Does what a lesson asks, as a clerk with a thumb or a keyboard does; what is right comes from the written content."""

import re

from training.demo import source

# What was written: the text and the English of every phrase, the right answers of every check.
PHRASES = {phrase["text"]: phrase["english"] for course in source.courses() for phrase in course["phrases"]}
CHECKS = {
    block["question"]: {option["text"] for option in block["options"] if option["correct"]}
    for course in source.courses()
    for lesson in course["lessons"]
    for block in lesson["blocks"]
    if block["type"] == "check"
}


def do_what_is_asked(page):
    """Everything that is left in the lesson the browser shows."""
    for _time in range(30):
        left = page.locator("[data-left]").first
        if not left.count():
            return
        before = page.locator("[data-left]").count()
        do = {"check": answer_check, "drill": do_drill, "dialogue": play_dialogue}
        kind = re.search(r"lesson-(\w+)", left.get_attribute("class").replace("lesson-block", "")).group(1)
        do[kind](left)
        page.wait_for_function("before => document.querySelectorAll('[data-left]').length < before", arg=before)
    raise AssertionError("what the lesson asks has no end")


def answer_check(block):
    """Choose every right answer."""
    right = CHECKS[block.locator("legend [lang]").inner_text().strip()]
    for choice in block.locator("label.choice").all():
        if choice.inner_text().strip() in right:
            choice.click()
    block.locator("form button").click()


def do_drill(block, act="click"):
    """One exercise after the other, until there is none left."""
    while not block.locator(".drill-over").count():
        do_exercise(block, act)


def do_exercise(block, act="click"):
    """The exercise that is shown just now."""
    place = block.locator(".drill-desk > .meta").inner_text()
    if block.locator(".drill-pool").count():
        order_pieces(block, act)
        press(block.get_by_role("button", name="继续"), act)
    elif block.locator(".scene-options").count():
        said = [option for option in block.locator(".scene-options button").all() if is_a_phrase(option.inner_text())]
        press(said[0], act)
        press(block.get_by_role("button", name="继续"), act)
    else:
        press(block.locator(".drill-exercise > .actions .btn-primary").last, act)
    block.page.wait_for_function(
        "([block, place]) => block.querySelector('.drill-over, .drill-status .btn')"
        " || block.querySelector('.drill-desk > .meta')?.innerText !== place",
        arg=[block.element_handle(), place],
    )


def order_pieces(block, act="click"):
    """Places the pieces as the sentence goes."""
    meaning = block.locator(".drill-meaning").inner_text().strip()
    english = PHRASES.get(meaning)
    sentence = bare(english or next(text for text, said in PHRASES.items() if said == meaning))
    while block.locator(".drill-pool button").count():
        for piece in sorted(block.locator(".drill-pool button").all(), key=lambda one: -len(bare(one.inner_text()))):
            text = bare(piece.inner_text())
            if sentence.startswith(text):
                sentence = sentence.removeprefix(text)
                press(piece, act)
                break
        else:
            raise AssertionError(f"no piece goes on with {sentence!r}")


def bare(text):
    return "".join(re.findall(r"[^\W_]", text)).casefold()


def is_a_phrase(text):
    return text.strip() in PHRASES or text.strip() in PHRASES.values()


def play_dialogue(block):
    """Say what the dialogue says at every turn."""
    key = block.locator(".scene").get_attribute("aria-label")
    written = next(
        one for course in source.courses() for one in course["dialogues"] if key in (one["title"], one["title_en"])
    )
    good = [turn["text"] for turn in written["turns"] if turn["role"] == "clerk"]
    for text in good:
        block.locator(".scene-options button", has_text=text).click()


def press(button, act):
    """With a mouse, a thumb or the keyboard."""
    if act == "key":
        button.focus()
        button.press("Enter")
    else:
        getattr(button, act)()
