"""Property tests here write whole workbooks: a busy machine must not turn a slow one into a failure."""

from hypothesis import settings

settings.register_profile("whole files", deadline=None, max_examples=60)
settings.load_profile("whole files")
