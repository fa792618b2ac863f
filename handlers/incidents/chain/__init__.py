"""Who is called and asked, when, and who stands in; what the clock does."""
