"""Question banks from and to files: one module a format, all pure. Nothing here opens a file, a socket or the database."""
