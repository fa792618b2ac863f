"""Bulletins: written, released, delivered once, read and confirmed; and the public feeds they come from."""
