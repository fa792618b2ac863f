"""The rules: one module per group, each a function from a Look to findings."""
