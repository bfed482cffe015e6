"""Planning a rotation: pure functions on plain data. Nothing in here knows the database.

`problem` what is asked · `score` what a plan is worth · `checking` whether it may be, written apart from any model.
docs/decisions/0090.
"""
