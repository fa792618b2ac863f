"""Public feeds: fetched politely, read defensively, matched with what concerns the company."""
