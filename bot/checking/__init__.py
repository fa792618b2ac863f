"""`mamori check`: everything that the bot would send, drawn and held against what Slack accepts."""
