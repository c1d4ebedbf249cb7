"""Errors of the analyzers, their codes and their sentences."""
