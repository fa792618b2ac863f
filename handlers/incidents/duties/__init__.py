"""Whom to notify, by when, with which letter."""
