"""Slack's Web API: one small module per family of methods."""
