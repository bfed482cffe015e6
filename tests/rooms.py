"""The rooms of the house, each with a catalogue and doors of its own."""

ROOMS = (
    "core",
    "courses",
    "dashboard",
    "notices",
    "people",
    "phrasebook",
    "privacy",
    "programmes",
    "quizzes",
    "reports",
    "rotations",
    "skills",
    "training",
)
