"""Ledgers as counties really keep them, made at random, with the truth that a right reader must give."""
