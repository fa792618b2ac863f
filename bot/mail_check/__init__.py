"""Suspicious mail: bytes or text become a Mail, a Mail becomes findings, findings become a verdict."""
