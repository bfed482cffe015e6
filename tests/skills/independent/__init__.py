"""The second opinion: one Node process that checks many credentials with libraries of others. README.md."""

import json
import subprocess
from pathlib import Path

import playwright
from django.utils import timezone

from skills.credentials.linked_data import FILES, context
from skills.issuer import issuer_document, key_set
from skills.keys import public_keys
from skills.models import StatusList
from skills.status_lists import status_list

NODE = Path(playwright.__file__).parent / "driver" / "node"
BUNDLE = Path(__file__).parent / "verify.bundle.cjs"


def published():
    """Everything the hall publishes today, by address, and the contexts."""
    issuer = issuer_document(public_keys().values())
    documents = {address: context(address) for address in FILES} | {issuer["id"]: issuer}
    for number in StatusList.objects.values_list("number", flat=True):
        for purpose in ("revocation", "suspension"):
            found = status_list(number, purpose, timezone.now())
            documents[found["id"]] = found
    return documents


def ask(items, *, documents=None, now=None):
    """The answers of the independent libraries about these items (verify.js says what an item is)."""
    given = {
        "documents": published() if documents is None else documents,
        "keys": key_set(public_keys().values()),
        "now": (now or timezone.now()).isoformat(),
        "items": items,
    }
    done = subprocess.run(
        [NODE, BUNDLE], input=json.dumps(given), capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def as_item(text):
    """The item for a credential or a token."""
    return {"form": "json" if text.lstrip().startswith("{") else "jwt", "text": text}
