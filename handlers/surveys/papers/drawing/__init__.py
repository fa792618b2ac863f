"""Charts drawn as pictures, each from its own values."""
