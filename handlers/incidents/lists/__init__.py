"""Lists, search, numbers, and who restores what."""
