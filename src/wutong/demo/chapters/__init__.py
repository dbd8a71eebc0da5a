"""What the demo tells, a module per line of business: `chapters()` yields (day, words of the progress bar, telling)."""
