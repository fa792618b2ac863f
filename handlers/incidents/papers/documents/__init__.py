"""The incident report as a document: what it says, and its beginning in Slack."""
