"""Credentials of certificates: building, signing and checking them. Pure: what a module needs is handed to it."""
