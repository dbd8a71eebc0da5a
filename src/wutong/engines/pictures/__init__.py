"""Telling whether two pictures are the same one: resized, recompressed or cropped."""
