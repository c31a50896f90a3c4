"""The ways to an office, one file each, and all with the same face (`face.Channel`)."""
