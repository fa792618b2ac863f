"""Documents on paper: plain pages, set as PDF and as Word."""
