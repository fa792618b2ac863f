"""From bytes to a Mail: one module a format, none of them trusting what it reads."""
