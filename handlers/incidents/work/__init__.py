"""What is to do and what was done: playbook, timeline, follow-ups, lessons."""
