"""The employee's side: reporting, the own card, the news of it."""
