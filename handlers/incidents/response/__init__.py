"""The window of those who respond, and every act of theirs."""
