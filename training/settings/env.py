"""Reads each environment variable once and refuses a senseless value with a sentence.

A hall is set up by people who are no programmers: a typing slip in a variable must stop the start with the name of the
variable, what was found and what is wanted, never be taken silently for a default.
"""

import os
from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

_TRUE = {"1", "true", "yes", "on"}
_FALSE = {"0", "false", "no", "off"}


def _refusal(name, found, wanted):
    return ImproperlyConfigured(f"The environment variable {name} is {found!r}; it must be {wanted}.")


def text(name, default=""):
    """The variable as text without surrounding white space; the default when unset or empty."""
    return os.environ.get(name, "").strip() or default


def flag(name, default=False):
    """A yes/no variable (1/0, true/false, yes/no, on/off in any case)."""
    found = text(name).lower()
    if not found:
        return default
    if found in _TRUE:
        return True
    if found in _FALSE:
        return False
    raise _refusal(name, found, "one of 1, true, yes, on, 0, false, no, off")


def number(name, default, *, least, most):
    """A whole number between `least` and `most`, both inclusive."""
    found = text(name)
    if not found:
        return default
    if not found.isascii() or not found.isdigit() or not least <= int(found) <= most:
        raise _refusal(name, found, f"a whole number from {least} to {most}")
    return int(found)


def names(name, default=()):
    """A comma-separated list without blanks and empty entries."""
    return [part.strip() for part in text(name).split(",") if part.strip()] or list(default)


def origin(name, default):
    """A web address of scheme and host only (https://hall.example), without a trailing slash."""
    found = text(name, default).rstrip("/")
    parts = urlsplit(found)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path or parts.query or parts.fragment:
        raise _refusal(name, found, "an address such as https://hall.example without a path")
    return found


def one_of(name, default, allowed):
    """One of a few named choices."""
    found = text(name, default)
    if found not in allowed:
        raise _refusal(name, found, "one of " + ", ".join(allowed))
    return found


def secret(name, *, least_length):
    """A secret that must be set and long enough; its value is never repeated in the message."""
    found = text(name)
    if len(found) < least_length or len(set(found)) < 8:
        raise ImproperlyConfigured(
            f"The environment variable {name} must be set to at least {least_length} random characters."
        )
    return found


def folder(name, default):
    """An absolute folder; it is made when it does not exist."""
    path = Path(text(name, str(default)))
    if not path.is_absolute():
        raise _refusal(name, str(path), "an absolute path")
    path.mkdir(parents=True, exist_ok=True)
    return path


def database_url(name, default):
    """A sqlite:///, postgres:// or postgresql:// address."""
    found = text(name, default)
    if urlsplit(found).scheme not in {"sqlite", "postgres", "postgresql"}:
        # The address may hold a password: name the scheme only.
        raise _refusal(name, urlsplit(found).scheme + "://…", "an address that begins with sqlite:, postgres: or postgresql:")
    return found
