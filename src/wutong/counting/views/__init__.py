"""The pages of being counted, a module per room."""
