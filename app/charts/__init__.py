"""Charts as SVG, drawn on the server: pure functions from numbers to markup.

Colours are the stylesheet's: a series has the class of its discipline's hue and is drawn in
the current colour. No script, no style inside; each chart says what it shows in `title` and
`desc`, and whoever shows it puts the same numbers into a table beside it.
"""
