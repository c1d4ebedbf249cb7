"""Expressions and variables: parsing them, and working them out at a frame."""
