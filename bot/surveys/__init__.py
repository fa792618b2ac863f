"""Surveys: campaigns over departments, sheets to fill in, what the answers add up to, what is done about it."""
