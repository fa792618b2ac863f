"""The incident report as a window, Word and PDF; files for people."""
