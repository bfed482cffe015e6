"""Planning a rotation: pure functions on plain data. Nothing in here knows the database.

`problem` what is asked · `score` what a plan is worth · `checking` whether it may be, written apart from any model.
docs/decisions/0090.

`explain` what clashes (`clashes`), by counting and flows (`flows`, `windows`, `lock_clashes`) · `cores` by solving
(`trial`) · `mending` what would mend it (`fixes`) · `foresight` what little is to spare · `training_plan` the cheapest
training. docs/decisions/0092.
"""
