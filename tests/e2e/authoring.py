"""Works in the editor as its people do: fields, choosers, blocks of a lesson, handing in and approving."""

from playwright.sync_api import expect

# The editor of a lesson, and an encoding, are allowed to be slow on a slow machine.
PATIENCE = 60_000
LESSON = "#body-root > [data-streamfield-stream-container]"


def open_to_write(page, address):
    """Open an editor and wait until it watches its form: what is written sooner it takes for what was there already."""
    page.add_init_script("addEventListener('w-unsaved:watch-edits', () => { window.isWatched = true; })")
    page.goto(address)
    for _moment in range(PATIENCE // 100):
        if page.evaluate("window.isWatched === true"):
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"{address}: the editor does not watch its form")


def write(page, values):
    """Fill fields of the form by their names; a choice is made by its value."""
    for name, value in values.items():
        field = page.locator(f"[name='{name}']")
        if field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)


def choose(page, place, words):
    """In the window that the chooser in `place` opens, look for the words and choose what is called so."""
    place.locator("[data-chooser-action-choose]:visible").click()
    window = page.locator(".modal-dialog")
    offered = window.locator("[data-chooser-modal-choice], .media-choice")
    offered.first.wait_for()
    for box in window.locator("input[name=q]").all():
        box.fill(words)
    offered.filter(has_text=words).first.click()
    expect(window).to_have_count(0)
    expect(place.locator(".chosen")).to_contain_text(words)


def blocks(page, kind):
    """The blocks of one kind in the lesson."""
    return page.locator(f"{LESSON} > [data-streamfield-child]:has(> input[name$='-type'][value={kind}])")


def add_block(page, kind, label):
    """Put a block at the end of the lesson, found by typing its name; answers it."""
    before = blocks(page, kind).count()
    page.locator(f"{LESSON} > div > .c-sf-add-button").last.click()
    page.get_by_role("combobox").fill(label)
    page.get_by_role("option", name=label).click()
    expect(blocks(page, kind)).to_have_count(before + 1)
    return blocks(page, kind).last


def write_in(block, part, words):
    """Fill one field of a block; `part` is the end of its name, such as "question" or "options-0-value-text"."""
    block.locator(f"[name$='-value-{part}']").fill(words)


def rewrite_text(page, words):
    """Write over what the pattern put into the first text of a lesson."""
    text = blocks(page, "text").first.locator("[contenteditable=true]")
    text.click()
    page.keyboard.press("ControlOrMeta+A")
    page.keyboard.type(words)
    expect(text).to_have_text(words)


def hand_in(page):
    """Submit what the editor shows for review."""
    press(page, "[name=action-submit]")


def approve(page):
    """Approve and publish what the editor shows."""
    press(page, "[data-workflow-action-name=approve]:not([data-workflow-action-modal-url])")


def press(page, button):
    """Press a button in the menu at the foot of the editor; afterwards the editor says that it worked."""
    page.locator("footer .w-dropdown__toggle").click()
    page.locator(f"footer button{button}").click()
    expect(page.locator(".messages .success")).to_be_visible(timeout=PATIENCE)
