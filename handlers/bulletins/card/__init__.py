"""The card of a bulletin for those who look after it, and what is told around it: words and buttons."""
