"""A senseless variable stops the start with a sentence that names it; a good one is taken."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
KEY = "0123456789abcdefghijklmnopqrstuvwxyz-0123456789-ABCDEFGHIJ"
PRODUCTION = {"SECRET_KEY": KEY, "PUBLIC_ORIGIN": "https://hall.example", "EMAIL_BACKEND": "smtp"}


def load(module, *names, **variables):
    """Import a settings module in a process of its own; answer (the named settings, what it complained of)."""
    answer = f"json.dumps([getattr(settings, name) for name in {names!r}], default=str)"
    code = f"import json, training.settings.{module} as settings; print({answer})"
    environment = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/"), **variables}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    return (json.loads(done.stdout) if done.returncode == 0 else None), done.stderr.strip().split("\n")[-1]


def test_production_starts_with_what_a_hall_must_set():
    (debug, hosts, origins, second_factor, demo), complaint = load(
        "production",
        "DEBUG",
        "ALLOWED_HOSTS",
        "CSRF_TRUSTED_ORIGINS",
        "REQUIRE_SECOND_FACTOR",
        "DEMO_SIGN_IN",
        **PRODUCTION,
    )
    assert not complaint
    assert (debug, second_factor, demo) == (False, True, False)
    assert hosts == ["hall.example"]
    assert origins == ["https://hall.example"]


@pytest.mark.parametrize("missing", ["SECRET_KEY", "PUBLIC_ORIGIN", "EMAIL_BACKEND"])
def test_production_does_not_start_without(missing):
    settings, complaint = load("production", **{name: PRODUCTION[name] for name in PRODUCTION if name != missing})
    assert settings is None
    assert missing in complaint


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", "short"),
        ("SECRET_KEY", "a" * 80),
        ("PUBLIC_ORIGIN", "http://hall.example"),
        ("PUBLIC_ORIGIN", "hall.example"),
        ("PUBLIC_ORIGIN", "https://hall.example/training"),
        ("PUBLIC_ORIGIN", "https://"),
        ("PUBLIC_ORIGIN", "https://hall.example:port"),
        ("PUBLIC_ORIGIN", "https://user:secret@hall.example"),
        ("ALLOWED_HOSTS", "*"),
        ("ALLOWED_HOSTS", "https://hall.example"),
        ("ALLOWED_HOSTS", "hall.example, hall example"),
        ("DATABASE_URL", "hall.sqlite3"),
        ("DATABASE_URL", "sqlite://"),
        ("DATABASE_URL", "sqlite:///hall.sqlite3"),
        ("DATABASE_URL", "mysql://user:geheim@host/hall"),
        ("DATABASE_URL", "postgres://user:geheim@host"),
        ("REQUIRE_SECOND_FACTOR", "perhaps"),
        ("DEMO_SIGN_IN", "2"),
        ("SECURE_SSL_REDIRECT", "ja"),
        ("SECURE_HSTS_SECONDS", "-1"),
        ("SECURE_HSTS_SECONDS", "1e6"),
        ("SECURE_HSTS_SECONDS", "٣"),
        ("EMAIL_BACKEND", "console"),
        ("EMAIL_BACKEND", "sendmail"),
        ("EMAIL_PORT", "0"),
        ("EMAIL_PORT", "65536"),
        ("EMAIL_PORT", "smtp"),
        ("EMAIL_USE_TLS", "tls"),
        ("DEFAULT_FROM_EMAIL", "training"),
        ("DEFAULT_FROM_EMAIL", "training@"),
        ("MEDIA_ROOT", "uploads"),
        ("SIGNING_KEYS", "keys"),
        ("MEDIA_ACCEL_LOCATION", "protected"),
        ("MEDIA_ACCEL_LOCATION", "/"),
        ("MEDIA_ACCEL_LOCATION", "/media\nX: y/"),
        ("IMPORT_MAX_MEGABYTES", "0"),
        ("IMPORT_MAX_MEGABYTES", "5MB"),
        ("MEDIA_MAX_MEGABYTES", "0"),
        ("MEDIA_MAX_MEGABYTES", "2 GB"),
        ("LOG_LEVEL", "verbose"),
        ("TRUSTED_PROXY_COUNT", "-1"),
    ],
)
def test_a_senseless_value_is_refused_by_name_and_gives_no_secret_away(name, value):
    settings, complaint = load("production", **{**PRODUCTION, name: value})
    assert settings is None
    assert complaint.startswith("django.core.exceptions.ImproperlyConfigured: The environment variable")
    assert name in complaint
    assert "geheim" not in complaint
    assert "secret@" not in complaint


@pytest.mark.parametrize(
    ("name", "value", "setting", "taken"),
    [
        ("PUBLIC_ORIGIN", "https://hall.example:8443/", "ALLOWED_HOSTS", ["hall.example"]),
        ("PUBLIC_ORIGIN", "https://[::1]", "ALLOWED_HOSTS", ["[::1]"]),
        ("ALLOWED_HOSTS", "10.0.0.5, hall.local", "ALLOWED_HOSTS", ["hall.example", "10.0.0.5", "hall.local"]),
        ("REQUIRE_SECOND_FACTOR", "Off", "REQUIRE_SECOND_FACTOR", False),
        ("EMAIL_BACKEND", "file", "EMAIL_BACKEND", "django.core.mail.backends.filebased.EmailBackend"),
        ("SECURE_HSTS_SECONDS", "0", "SECURE_HSTS_SECONDS", 0),
        ("IMPORT_MAX_MEGABYTES", "50", "IMPORT_MAX_BYTES", 50 * 1024 * 1024),
        ("MEDIA_MAX_MEGABYTES", "500", "MEDIA_MAX_BYTES", 500 * 1024 * 1024),
        ("MEDIA_ACCEL_LOCATION", "/protected-media/", "MEDIA_ACCEL_LOCATION", "/protected-media/"),
        ("DEFAULT_FROM_EMAIL", "培训 <a@hall.example>", "DEFAULT_FROM_EMAIL", "培训 <a@hall.example>"),
        ("REQUIRE_SECOND_FACTOR", "  ", "REQUIRE_SECOND_FACTOR", True),
    ],
)
def test_a_good_value_is_taken(name, value, setting, taken):
    found, complaint = load("production", setting, **{**PRODUCTION, name: value})
    assert not complaint
    assert found == [taken]


def test_a_postgres_address_is_taken():
    (databases,), _complaint = load("production", "DATABASES", **PRODUCTION, DATABASE_URL="postgres://u:p@h:5433/hall")
    assert databases["default"]["ENGINE"] == "django.db.backends.postgresql"
    assert databases["default"]["NAME"] == "hall"
    assert databases["default"]["PORT"] == 5433


def test_development_starts_without_a_variable():
    (debug, demo), complaint = load("dev", "DEBUG", "DEMO_SIGN_IN")
    assert (debug, demo, complaint) == (True, True, "")


def test_every_variable_is_read_once():
    """In any one of the settings that can be chosen: base and the module on top of it."""
    read = {}
    for module in ("base", "dev", "production", "test"):
        source = (ROOT / "training" / "settings" / f"{module}.py").read_text()
        read[module] = re.findall(r"""env\.\w+\(\s*["'](\w+)["']""", source.replace("env.insist", "insist"))
    for top in ("dev", "production", "test"):
        both = read["base"] + read[top]
        assert len(both) == len(set(both)), f"{top}: {[name for name in both if both.count(name) > 1]}"


def test_the_deployment_check_of_production_settings_has_no_warning(tmp_path):
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": os.environ.get("HOME", "/"),
        "DJANGO_SETTINGS_MODULE": "training.settings.production",
        "DATABASE_URL": f"sqlite:///{tmp_path}/hall.sqlite3",
        **PRODUCTION,
    }
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout + done.stderr
