"""The rooms stand on each other in one order only, and so do the files of a room."""

from importlinter.cli import lint_imports


def test_every_import_goes_downwards(capsys):
    assert lint_imports(config_filename="pyproject.toml", no_cache=True, no_logo=True) == 0, capsys.readouterr().out
