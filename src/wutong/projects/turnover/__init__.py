"""The turn of the year: what was new becomes carried over, plans and deeds of the year are kept and sealed."""
