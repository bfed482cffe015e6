"""Races: a copied database to run them in, and threads that start at the same moment."""

import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from django.db import connection, connections

PATIENCE = 60  # seconds; a race that takes longer has deadlocked


class Race:
    """Runs callables at the same time, each in a thread and on a connection of its own."""

    def together(self, works):
        """Start all `works` at one moment; answer a list of what each returned, or the exception it raised."""
        gate = threading.Barrier(len(works))

        def run(work):
            try:
                # Connect before the gate opens: otherwise the slower connection always loses the race.
                connection.ensure_connection()
                gate.wait(PATIENCE)
                return work()
            except Exception as problem:
                return problem
            finally:
                connections.close_all()

        with ThreadPoolExecutor(len(works)) as pool:
            return [future.result(PATIENCE) for future in [pool.submit(run, work) for work in works]]


@contextmanager
def copied_database():
    """Point the default connection, in every thread, at a copy of the test database; drop the copy at the end."""
    settings = connection.settings_dict
    name = settings["NAME"]
    copy = f"{name}_race"
    copies = _Files if connection.vendor == "sqlite" else _Servers
    connection.close()
    copies.make(name, copy)
    settings["NAME"] = copy
    try:
        yield
    finally:
        connections.close_all()
        settings["NAME"] = name
        copies.drop(copy)


class _Files:
    """SQLite: a file beside the test database."""

    @staticmethod
    def make(name, copy):
        _Files.drop(copy)
        with sqlite3.connect(name) as source, sqlite3.connect(copy) as target:
            source.backup(target)
        source.close()
        target.close()

    @staticmethod
    def drop(copy):
        for ending in ("", "-wal", "-shm", "-journal"):
            Path(copy + ending).unlink(missing_ok=True)


class _Servers:
    """PostgreSQL: a database made from the test database as its template."""

    @staticmethod
    def make(name, copy):
        _Servers.drop(copy)
        _Servers._run(f"CREATE DATABASE {connection.ops.quote_name(copy)} TEMPLATE {connection.ops.quote_name(name)}")

    @staticmethod
    def drop(copy):
        _Servers._run(f"DROP DATABASE IF EXISTS {connection.ops.quote_name(copy)} WITH (FORCE)")

    @staticmethod
    def _run(statement):
        with connection._nodb_cursor() as cursor:
            cursor.execute(statement)
