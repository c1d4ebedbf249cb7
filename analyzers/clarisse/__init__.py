"""Clarisse iFX: projects, their images and layers, and what they need."""
