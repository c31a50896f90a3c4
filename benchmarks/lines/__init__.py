"""The lines of the table, a module for each subject."""

# In the order of the table. A module of this name in here has `lines(machine) -> list[Line]`.
ROOMS = ["pages", "sign", "outbox", "export", "congress", "panel", "memory"]
