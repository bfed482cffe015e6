"""Whatever is typed into a form of ours, by hand or by a script: the page answers and does not break."""

import re
from urllib.parse import urlencode

import html5lib
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from people.roles import Role
from tests.doors import Things
from tests.test_permissions import TABLE, address_of, url_of

pytestmark = pytest.mark.django_db

ROOMS = ("programmes", "rounds", "recognitions", "training", "reports", "privacy", "inbox", "dashboard", "rotations")
ROOMS += ("skills", "verify", "verify_file", "verify_offline", "people")
# NUL, no Unicode, a number beyond every column, days at both ends of time and beyond them, one that does not exist,
# markup, four bytes a character, a digit that Python reads, half of a pair, a line that is none, far too long.
ODD = ["\0", "-1", "9" * 40, "0000-00-00", "0001-01-01", "9999-12-31", "2027-02-30", "<b>'\"", "🌟𠮷䶮", "\u0663"]
ODD += ["\u202egnp.exe", "NaN", "1e400", "电" * 5000]
TYPED = {"input", "select", "textarea"}
FILES = {
    "nothing.pdf": b"",
    "page.pdf": b"<html><script>alert(1)</script></html>",
    "cut.pdf": b"%PDF-1.7\n1 0 obj\n<<",
    "cut.png": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
    "deep.json": b"[" * 100_000,
    "list.json": b"[]",
    "number.json": b"1e999",
    "strange.json": b'{"proof": [], "type": 7, "body": null, "signature": {}, "question": "\\ud800"}',
    "key.jwt": b"a.b.c",
    "a\u202egnp.exe": b"MZ\x90\0",
}


@pytest.fixture(scope="module")
def things(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        yield Things().made()
        transaction.set_rollback(True)


def pages_of(things, client):
    """Every page of the rooms that opens for this client, once, with its document."""
    seen = {}
    for row in TABLE:
        name, method = url_of(row), row[1]
        if method != "get" or name.partition(":")[0] not in ROOMS:
            continue
        address = address_of(row, things)
        if address in seen:
            continue
        answer = client.get(address)
        if answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html"):
            seen[address] = html5lib.parse(answer.content.decode(), namespaceHTMLElements=False)
    return seen


def forms_of(document, method):
    """For every form of the method: where it is sent, and its fields as (name, type, value)."""
    for form in document.iter("form"):
        if form.get("method", "get").lower() == method:
            fields = [each for each in document.iter() if each.tag in TYPED and _belongs(each, form)]
            yield (
                form.get("action"),
                [(each.get("name"), each.get("type", each.tag), each.get("value", "")) for each in fields],
            )


def _belongs(field, form):
    if not field.get("name") or field.get("name") == "csrfmiddlewaretoken":
        return False
    return field.get("form") == form.get("id") if field.get("form") else any(each is field for each in form.iter())


def knock(client, method, address, *sent):
    """The status, or what broke; nothing is kept."""
    try:
        with transaction.atomic():
            answer = getattr(client, method)(address, *sent)
            status = answer.status_code
            transaction.set_rollback(True)
    except Exception as fault:
        return repr(fault)[:300]
    return status


@pytest.mark.parametrize("role", [Role.MANAGER, Role.ADMINISTRATOR])
def test_no_value_of_a_filter_breaks_its_page(things, role):
    client = things.client(role)
    bad, filtered = {}, 0
    for address, document in pages_of(things, client).items():
        names = {name for _action, fields in forms_of(document, "get") for name, _type, _value in fields}
        if names:
            names |= {"page", "on", "hall", "sort"}
        filtered += bool(names)
        path = address.partition("?")[0]
        queries = [{"page": odd} for odd in ODD[:4]]
        queries += [dict.fromkeys(names, odd) for odd in ODD if names]
        queries += [
            {name: ODD[(place + more) % len(ODD)]} for place, name in enumerate(sorted(names)) for more in (0, 5)
        ]
        for query in queries:
            status = knock(client, "get", f"{path}?{urlencode(query)}")
            if status not in (200, 302, 400, 404):
                bad[f"{path}?{str(query)[:120]}"] = status
    assert filtered > 10
    assert bad == {}


@pytest.mark.parametrize("role", [Role.CLERK, Role.ADMINISTRATOR])
def test_no_value_of_a_field_breaks_what_it_is_sent_to(things, role):
    client = things.client(role)
    bad, tried = {}, set()
    for address, document in pages_of(things, client).items():
        for action, fields in forms_of(document, "post"):
            target = (action or address).partition("#")[0]
            kind = (re.sub(r"\d+", "7", target), tuple(sorted({name for name, _type, _value in fields})))
            if kind in tried:
                continue
            tried.add(kind)
            for sent in _to_send(fields):
                status = knock(client, "post", target, sent)
                if not isinstance(status, int) or status >= 500:
                    bad[f"{target} {str(sent)[:160]}"] = status
    assert len(tried) > 5
    assert bad == {}


def _to_send(fields):
    """All fields odd at once, each one odd among the values of the page, nothing at all, and every odd file."""
    usual = {name: value for name, _type, value in fields}
    texts = [name for name, kind, _value in fields if kind != "file"]
    files = [name for name, kind, _value in fields if kind == "file"]
    yield {}
    yield from (dict.fromkeys(texts, odd) for odd in ODD)
    yield from (usual | {name: odd} for name in texts for odd in (ODD[0], ODD[2], ODD[5], ODD[-1]))
    filled = dict.fromkeys(texts, "2026-01-01") | {name: value for name, value in usual.items() if value}
    for name in files:
        for file, content in FILES.items():
            yield filled | {name: SimpleUploadedFile(file, content)}
