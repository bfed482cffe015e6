"""Question banks from and to files, one pure module a format: no file, socket or database is opened here."""
