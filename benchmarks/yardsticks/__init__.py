"""The least code that does the same work as a line of Tutti's: written for the comparison alone."""
