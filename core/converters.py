"""Path converters for numbers in addresses."""

from django.urls import register_converter
from django.urls.converters import IntConverter


class Number(IntConverter):
    """A number that fits a column.

    Looking a page up by a greater one is an error of SQLite instead of a page not found: Django checks the size for
    plain keys only, not for the key of a page, which is a reference to its parent.
    """

    regex = "[0-9]{1,18}"


# Here, so that whoever needs it imports it and nobody registers it twice.
register_converter(Number, "number")
