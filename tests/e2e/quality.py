"""What every page owes its reader: accessible to all (axe), and HTML without a fault."""

import re
from collections import Counter

import html5lib
from axe_playwright_python.base import AXE_SCRIPT

STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# What lies half under a bar that stays in place is no small target: the reader scrolls on. It is judged again in the
# middle of the screen, and the page is put back where it stood.
STAYS_SMALL = """async (target) => {
    const [left, top] = [scrollX, scrollY];
    document.querySelector(target).scrollIntoView({ block: "center", behavior: "instant" });
    const rules = { type: "rule", values: ["target-size"] };
    const { violations } = await axe.run({ runOnly: rules, resultTypes: ["violations"] });
    scrollTo({ left, top, behavior: "instant" });
    return violations.some(({ nodes }) => nodes.some((node) => node.target[0] === target));
}"""
# All that another colour scheme of the same page can change.
COLOURS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
PHRASING_ONLY = {"button", "em", "h1", "h2", "h3", "h4", "h5", "h6", "label", "legend", "p", "small", "span", "strong"}
BLOCKS = {"address", "article", "aside", "blockquote", "dd", "details", "div", "dl", "dt", "fieldset", "figcaption"}
BLOCKS |= {"footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre"}
BLOCKS |= {"figure", "search", "section", "table", "ul"}
INTERACTIVE = {"a", "button", "details", "input", "label", "select", "textarea"}
CHILDREN = {
    "ul": {"li", "script", "template"},
    "ol": {"li", "script", "template"},
    "dl": {"dt", "dd", "div", "script", "template"},
    "tr": {"td", "th", "script", "template"},
    "select": {"option", "optgroup", "hr"},
}
POINTERS = ("for", "aria-labelledby", "aria-describedby", "aria-controls", "aria-errormessage", "list", "form")


def assert_accessible(page):
    """Fail with axe's own words when the page as it stands in the browser has a violation."""
    violations = accessibility_violations(page)
    assert not violations, "\n".join([page.url, *violations])


def accessibility_violations(page, rules=None):
    """One line for every violation: rule, what it asks, and the elements concerned; `rules` as axe's runOnly."""
    page.evaluate("() => Promise.all(document.getAnimations().map(each => each.finish()))")
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    options = {"runOnly": rules or STANDARDS, "resultTypes": ["violations"]}
    found = page.evaluate("options => axe.run(options).then(answer => answer.violations)", options)
    for each in found:
        if each["id"] == "target-size":
            each["nodes"] = [node for node in each["nodes"] if page.evaluate(STAYS_SMALL, node["target"][0])]
    return [f"{each['id']}: {each['help']}: {' | '.join(map(_node, each['nodes']))}" for each in found if each["nodes"]]


def _node(node):
    return f"{node['html'][:200]} ({node['failureSummary'].splitlines()[-1].strip()})"


def assert_valid_html(html):
    """Fail with every fault of the document as the server sent it."""
    faults = html_faults(html)
    assert not faults, "\n".join(faults)


def html_faults(html):
    """What a validator would say: the parser's errors, and rules no parser knows."""
    parser = html5lib.HTMLParser(tree=html5lib.getTreeBuilder("etree"), namespaceHTMLElements=False)
    document = parser.parse(html)
    lines = html.split("\n")
    faults = [
        f"line {line}: {code} {facts or ''} in {lines[line - 1].strip()[:200] if line <= len(lines) else ''}"
        for (line, _column), code, facts in parser.errors
    ]
    return faults + list(_document_faults(document)) + list(_nesting_faults(document, ()))


def _document_faults(document):
    elements = [element for element in document.iter() if isinstance(element.tag, str)]
    ids = Counter(element.get("id") for element in elements if element.get("id") is not None)
    yield from (f"the id {name!r} is used {count} times" for name, count in ids.items() if count > 1)
    yield from (f"the id {name!r} is empty or holds a blank" for name in ids if not name or re.search(r"\s", name))
    headings = sum(element.tag == "h1" for element in elements)
    if headings != 1:
        yield f"{headings} h1 instead of one"
    if not document.get("lang"):
        yield "html without lang"
    if not "".join(title.text or "" for title in document.iter("title")).strip():
        yield "no title"
    for element in elements:
        yield from _element_faults(element, ids)


def _element_faults(element, ids):
    shown = f"<{element.tag} {' '.join(f'{name}={value!r}' for name, value in element.attrib.items())[:120]}>"
    if element.tag == "img" and element.get("alt") is None:
        yield f"{shown} has no alt"
    if element.tag == "style" or element.get("style") is not None:
        yield f"{shown} is an inline style"
    if element.tag == "script" and not element.get("src") and element.get("type") not in {"application/json"}:
        yield f"{shown} is an inline script"
    if any(str(name).startswith("on") for name in element.attrib):
        yield f"{shown} has an inline handler"
    if (element.get("href") or "").strip().lower().startswith("javascript:"):
        yield f"{shown} is an inline script"
    for pointer in POINTERS:
        for name in (element.get(pointer) or "").split():
            if name not in ids:
                yield f"{shown}: {pointer} points at {name!r}, which is not there"
    # An empty href is the page itself; an empty src or action is forbidden.
    if any(element.get(name) == "" for name in ("src", "action")):
        yield f"{shown}: src or action is empty"
    target = element.get("href") or ""
    if re.fullmatch("#.+", target) and target[1:] not in ids:
        yield f"{shown} leads nowhere"


def _nesting_faults(element, above):
    tag = element.tag if isinstance(element.tag, str) else ""
    if tag in BLOCKS and (outside := PHRASING_ONLY.intersection(above)) and "svg" not in above:
        yield f"<{tag}> inside {', '.join(sorted(outside))}"
    if tag in INTERACTIVE - {"label", "details"} and element.get("type") != "hidden" and {"a", "button"} & set(above):
        yield f"<{tag}> inside a link or button"
    if tag == "form" and "form" in above:
        yield "a form inside a form"
    for child in element:
        if isinstance(child.tag, str):
            if tag in CHILDREN and child.tag not in CHILDREN[tag]:
                yield f"<{child.tag}> directly inside <{tag}>"
            yield from _nesting_faults(child, (*above, tag))
