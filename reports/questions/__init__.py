"""The reports themselves, one module each: what is asked, and how the answer is read from the facts."""
