"""Incidents: reported, levelled, handed up the contact chain, worked on, closed and learned from."""
