"""Reads each environment variable once and refuses a senseless value with a sentence.

A hall is set up by people who are no programmers: a typing slip in a variable must stop the start with the name of the
variable, what was found and what is wanted, never be taken silently for a default.
"""

import os
import re
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

_TRUE = {"1", "true", "yes", "on"}
_FALSE = {"0", "false", "no", "off"}


def _refusal(name, found, wanted):
    return ImproperlyConfigured(f"The environment variable {name} is {found!r}; it must be {wanted}.")


def insist(name, condition, wanted):
    """Refuse the variable unless the condition about it holds; its value is not repeated."""
    if not condition:
        raise ImproperlyConfigured(f"The environment variable {name} must be {wanted}.")


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
    """A web address of scheme, host and perhaps port only (https://hall.example), without a trailing slash."""
    found = text(name, default).rstrip("/")
    if not re.fullmatch(r"https?://([A-Za-z0-9.-]+|\[[0-9A-Fa-f:]+\])(:[0-9]{1,5})?", found):
        shown = "…" if "@" in found else found  # what stands before an @ may be a password
        raise _refusal(name, shown, "an address such as https://hall.example without a path")
    return found


def host_of(address):
    """The host of an origin as a Host header spells it: an IPv6 address in brackets."""
    return re.sub(r":[0-9]+$", "", address.partition("://")[2])


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
    """sqlite:////absolute/path, postgres://… or postgresql://… with the name of a database."""
    found = text(name, default)
    parts = urlsplit(found)
    good = {
        # Three slashes would mean a path that depends on where the program was started.
        "sqlite": parts.path.startswith("//") and not parts.path.endswith("/"),
        "postgres": parts.path.strip("/"),
        "postgresql": parts.path.strip("/"),
    }
    if not good.get(parts.scheme):
        # The address may hold a password: name the scheme only.
        wanted = "sqlite:////absolute/path/hall.sqlite3 or postgres://user:password@host/name"
        raise _refusal(name, parts.scheme + ":…", wanted)
    return found


def host_names(name):
    """A comma-separated list of host names; a star, an address or a port is none."""
    found = names(name)
    for host in found:
        if not re.fullmatch(r"\.?[A-Za-z0-9.-]+|\[[0-9A-Fa-f:]+\]", host):
            raise _refusal(name, host, "host names such as hall.example, separated by commas")
    return found


def location(name):
    """A path of nginx that begins and ends with a slash, or empty."""
    found = text(name)
    if found and not re.fullmatch(r"/([A-Za-z0-9_.-]+/)+", found):
        raise _refusal(name, found, "a path such as /protected-media/")
    return found


def sender(name, default):
    """An e-mail address, with or without a name before it."""
    found = text(name, default)
    if not re.fullmatch(r"[^@\s]+@[^@\s]+", parseaddr(found)[1]):
        raise _refusal(name, found, "an e-mail address such as Training <training@hall.example>")
    return found
