"""Keys are made once, kept for their owner alone, and go on verifying after they are retired."""

import io
import json
import multiprocessing
import stat
from datetime import UTC, date, datetime, timedelta

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from skills import keys

NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)


@pytest.fixture
def folder(settings, tmp_path):
    settings.SIGNING_KEYS = tmp_path / "keys"
    return settings.SIGNING_KEYS


def run(*words):
    out = io.StringIO()
    call_command("signing_keys", *words, stdout=out)
    return out.getvalue()


def test_a_key_is_made_once_and_signs(folder):
    key = keys.current_key()
    signature = key.sign(b"words")
    assert keys.current_key().id == key.id
    assert key.multibase.startswith("z6Mk")
    assert len(key.raw) == 32
    assert keys.public_keys()[key.id].verify(signature, b"words")
    assert not keys.public_keys()[key.id].verify(signature, b"other words")
    assert not keys.public_keys()[key.id].verify(b"short", b"words")


def test_only_the_owner_can_read_the_files(folder):
    folder.mkdir(mode=0o755)
    keys.current_key()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    for path in [*folder.glob("*.pem"), folder / "keys.json"]:
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert not list(folder.glob("*.unfinished"))


def test_the_public_register_holds_no_private_half(folder):
    private = next(iter([keys.current_key()])).private.private_bytes_raw()
    text = (folder / "keys.json").read_text()
    assert private.hex() not in text
    assert set(json.loads(text)["keys"][0]) == {"id", "multibase", "since", "until", "compromised_from"}


def _make(folder, gate, answers):
    settings.SIGNING_KEYS = folder
    gate.wait()
    answers.put(keys.current_key().id)


def test_processes_that_start_together_make_one_key(folder):
    context = multiprocessing.get_context("fork")
    gate, answers = context.Barrier(4), context.Queue()
    started = [context.Process(target=_make, args=(folder, gate, answers)) for _ in range(4)]
    for process in started:
        process.start()
    found = {answers.get(timeout=20) for _ in started}
    for process in started:
        process.join(timeout=20)
    assert len(found) == 1
    assert len(list(folder.glob("*.pem"))) == 1


def test_a_retired_key_verifies_and_can_never_sign_again(folder):
    old = keys.current_key()
    signature = old.sign(b"words")
    new = keys.rotate(now=old.since + timedelta(days=1))
    known = keys.public_keys()
    assert keys.current_key().id == new.id != old.id
    assert known[old.id].verify(signature, b"words")
    assert known[old.id].until == old.since + timedelta(days=1)
    assert [path.stem for path in folder.glob("*.pem")] == [new.id]


def test_a_key_is_good_until_it_is_retired_or_stolen(folder):
    key = keys.PublicKey("key-1", "z6Mk", since=NOW, until=NOW + timedelta(days=3))
    assert [key.was_good(NOW + timedelta(days=days)) for days in (-1, 0, 3, 4)] == [True, True, True, False]
    stolen = keys.PublicKey("key-1", "z6Mk", since=NOW, compromised_from=date(2026, 11, 28))
    assert [stolen.was_good(NOW + timedelta(days=days)) for days in (0, 1, 2, 3)] == [True, True, False, False]


def test_a_compromised_key_is_replaced_at_once(folder):
    stolen = keys.current_key()
    keys.mark_compromised(key_id=stolen.id, since=date(2026, 5, 1), now=stolen.since)
    assert keys.public_keys()[stolen.id].compromised_from == date(2026, 5, 1)
    assert keys.current_key().id != stolen.id
    keys.mark_compromised(key_id=stolen.id, since=date(2026, 6, 1), now=stolen.since)
    assert keys.public_keys()[stolen.id].compromised_from == date(2026, 5, 1)


def test_a_lost_key_is_known_again_by_its_public_half(folder, tmp_path, settings):
    lost = keys.current_key()
    signature = lost.sign(b"words")
    settings.SIGNING_KEYS = tmp_path / "new machine"
    assert lost.id not in keys.public_keys()
    run("restore", lost.multibase, "--since", "2026-01-01T00:00+08:00", "--until", "2027-01-01T00:00+08:00")
    assert keys.public_keys()[lost.id].verify(signature, b"words")
    assert keys.current_key().id != lost.id


def test_the_command_says_what_there_is(folder):
    assert run("list") == ""
    first = run("ensure")
    assert run("ensure") == first
    second = run("rotate")
    lines = run("list").splitlines()
    assert [line.split()[0] for line in lines] == [first.split()[0], second.split()[0]]
    assert "signs at present" in lines[1]
    run("compromised", second.split()[0])
    assert "compromised from 0001-01-01" in run("list")


@pytest.mark.parametrize(
    "words",
    [
        ["compromised", "key-0"],
        ["restore", "z6Mk", "--since", "2026-01-01T00:00+08:00", "--until", "2026-01-01T00:00+08:00"],
        ["restore", "z6Mk", "--since", "2026-01-01", "--until", "2026-01-01T00:00+08:00"],
    ],
)
def test_the_command_refuses_nonsense_with_a_sentence(folder, words):
    with pytest.raises(CommandError):
        run(*words)


@pytest.mark.parametrize("text", ["", "{", '{"keys": [{}]}', "[]"])
def test_a_register_that_cannot_be_read_is_never_taken_for_none(folder, text):
    keys.current_key()
    (folder / "keys.json").write_text(text)
    with pytest.raises(keys.KeyProblem):
        keys.current_key()
    with pytest.raises(keys.KeyProblem):
        keys.rotate(now=NOW)


def test_a_lost_private_half_is_said_and_not_replaced_silently(folder):
    key = keys.current_key()
    (folder / f"{key.id}.pem").unlink()
    keys._private.clear()
    with pytest.raises(keys.KeyProblem, match=key.id):
        keys.current_key()
